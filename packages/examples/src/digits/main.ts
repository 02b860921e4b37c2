import { type Plan, plan, run, type RunEvent, type RunResult, StagewrightError } from 'stagewright'
import { digits } from './experiment.ts'
import { side } from './data.ts'
import type { Ranked, Verdict } from './judge.ts'

const say = (text = ''): void => void process.stdout.write(`${text}\n`)

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/** One line for each function that ran. */
const narrate = (): ((event: RunEvent) => void) => {
  let done = 0
  return (event) => {
    if (event.type !== 'step-finished' || event.outcome !== 'ran') return
    done++
    say(
      `  ${String(done).padStart(2)}  ${event.stage.padEnd(14)} ${event.record.padEnd(30)} ${seconds(event.durationMs)}`,
    )
  }
}

const showTable = (table: readonly Ranked[]): void => {
  say('model                          accuracy')
  for (const { model, accuracy } of table)
    say(`${model.padEnd(30)}   ${percent(accuracy)}  ${'█'.repeat(Math.round(accuracy * 20))}`)
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

const showVerdict = ({ accuracy, hardest }: Verdict, models: number): void => {
  say(`${'all of them, voting'.padEnd(30)}   ${percent(accuracy)}`)
  say()
  const taken = hardest.votes
    .flatMap((votes, digit) => (votes > 0 && digit !== hardest.label ? [`${votes} for a ${digit}`] : []))
    .join(', ')
  say(`The hardest image is a ${hardest.label}. Of ${models} models, ${hardest.wrong} misread it (${taken}):`)
  for (let row = 0; row < side; row++)
    say(
      `  ${hardest.image
        .slice(row * side, (row + 1) * side)
        .map((grey) => '  ░░▒▒▓▓██'.slice(shade(grey), shade(grey) + 2))
        .join('')}`,
    )
}

const shade = (grey: number): number => 2 * Math.min(4, Math.floor(grey * 5))

const showNextSteps = ({ counts, durationMs }: RunResult): void => {
  say()
  say(
    `${counts.ran} functions executed, ${counts.reused} reused, ${counts.skipped} skipped, in ${seconds(durationMs)}.`,
  )
  say(
    counts.ran > 0
      ? 'Run `npm start` again: everything is kept in packages/examples/.stagewright, so 0 functions will execute.'
      : 'Nothing had changed. Edit a number in packages/examples/src/digits/experiment.ts, or a function beside it, and run again.',
  )
}

const showPlan = (planned: Plan): void => {
  say(planned.toString())
  say()
}

const main = async (): Promise<void> => {
  const { ranking, election, models } = digits()
  const targets = [ranking, election]
  showPlan(await plan(targets))
  const result = await run(targets, { onEvent: narrate() })
  if (result.counts.ran > 0) say()
  showTable(await result.value(ranking, 'table'))
  showVerdict(await result.value(election, 'verdict'), models.length)
  showNextSteps(result)
}

main().catch((error: unknown) => {
  process.exitCode = 1
  console.error(error instanceof StagewrightError ? error.message : error)
})
