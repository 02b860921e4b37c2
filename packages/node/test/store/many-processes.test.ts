import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { temporaryFolder } from '../../../core/test/support/temporary-folder.ts'
import { fileStore, listExecutions, verifyStore } from '../../src/store/index.ts'
import { problemsOf } from './fixtures/executions.ts'
import { runScript, type Script, scriptPath } from './run-script.ts'

const steps = Number(process.env['STAGEWRIGHT_STEPS'] ?? 160)
const names = Array.from({ length: steps }, (_, at) => `step-${at}`)

const times = Number(process.env['STAGEWRIGHT_TIMES'] ?? 1)

/** Longer than any of them may think that it has seen the others. */
const momentMs = 25

interface Outcome {
  readonly executions: readonly string[]
  readonly problems: readonly string[]
}

const runSixteen = async (): Promise<Outcome> => {
  const directory = join(temporaryFolder(), 'store')
  scriptPath('claiming-worker')
  const startedAt = performance.now()
  const scripts = Array.from({ length: 16 }, (_, seed) =>
    runScript('claiming-worker', directory, `${steps}`, `${seed}`),
  )
  const ended = Promise.all(scripts.map((script) => script.ended))
  const heldUp = holdUp(scripts, ended)
  await scripts[3]?.firstLine
  await sleep(200)
  scripts[3]?.child.kill('SIGKILL')
  await heldUp
  await ended
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  const session = await fileStore(directory).open({ readOnly: true })
  const problems: string[] = []
  for (const name of names) problems.push(...(await problemsOf(session, name)))
  await session.close()
  problems.push(...(await verifyStore(directory)).problems.map(({ what }) => what))
  // What was executed twice is there twice: once as history.
  const executions = (await listExecutions(directory, { history: true })).map(({ trace }) => trace.record)
  if (steps > 160) console.log(`${executions.length} executions in ${seconds} s`)
  return { executions, problems }
}

/** The system may give the processor to others at any point, for as long as it likes. */
const holdUp = async (scripts: readonly Script[], ended: Promise<unknown>): Promise<void> => {
  let isOver = false
  const over = ended.finally(() => (isOver = true)).catch(() => {})
  for (let at = 0; !isOver; at++) {
    const child = scripts[at % scripts.length]?.child
    child?.kill('SIGSTOP')
    await Promise.race([sleep(momentMs), over])
    child?.kill('SIGCONT')
    await Promise.race([sleep(1), over])
  }
}

test.each(Array.from({ length: times }, (_, time) => time + 1))(
  'sixteen processes that want the same steps do each of them once, though each is held up for moments and one is killed (time %i)',
  async () => {
    const { executions, problems } = await runSixteen()
    expect(problems).toEqual([])
    expect(executions.toSorted()).toEqual(names.toSorted())
  },
  120_000 + steps * 500,
)
