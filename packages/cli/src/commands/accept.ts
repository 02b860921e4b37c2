import { type ExitCode, exitCodes } from '../exit-code.ts'
import { prepareTargets } from '../load/prepare-targets.ts'
import type { Choices } from '../settings/choices.ts'
import type { Surroundings } from '../surroundings.ts'
import { printJson } from '../text/print-json.ts'

export interface AcceptChoices extends Choices {
  /** Only shows what would be accepted. */
  readonly dryRun?: boolean
  readonly json?: boolean
}

/** `stagewright accept SELECTOR FILE` */
export const acceptCommand = async (
  selector: string,
  file: string,
  choices: AcceptChoices,
  world: Surroundings,
): Promise<ExitCode> => {
  const { stdout, paintOut } = world
  const { dryRun = false } = choices
  const { experiment, shown, toolkit, targets, store } = await prepareTargets(file, choices, world)
  const all = await toolkit.nodeEngine().accept(targets, [selector], {
    store,
    experiment: experiment.name,
    dryRun,
  })
  const accepted = all.filter(({ refused }) => !refused)
  const refused = all.filter((each) => each.refused)
  if (choices.json === true) {
    printJson(stdout, 'accept', {
      file: shown,
      store: store.name,
      dryRun,
      accepted: accepted.map(({ step, run, text }) => ({ step, run, why: text })),
      refused: refused.map(({ step, text }) => ({ step, why: text })),
    })
    return exitCodes.well
  }
  const lines = accepted.map(
    ({ step, run, text }) =>
      `${paintOut('green', '✓')} ${paintOut('bold', step)} ${dryRun ? 'would keep' : 'keeps'} its result of run ${run}, although ${text || 'it was asked to run'}`,
  )
  lines.push(
    ...refused.map(
      ({ step, text }) => `${paintOut('red', '✗')} ${paintOut('bold', step)} is refused: ${text}`,
    ),
  )
  stdout.write(`${lines.join('\n') || 'Nothing changed: every result is still valid.'}\n`)
  if (dryRun) world.stderr.write('Dry run: nothing was recorded.\n')
  return exitCodes.well
}
