import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { temporaryFolder } from '../../../core/test/support/temporary-folder.ts'
import { fileStore, listExecutions, verifyStore } from '../../src/store/index.ts'
import { problemsOf } from './fixtures/executions.ts'
import { runScript, scriptPath } from './run-script.ts'

const steps = Number(process.env['STAGEWRIGHT_STEPS'] ?? 160)
const names = Array.from({ length: steps }, (_, at) => `step-${at}`)

const times = Number(process.env['STAGEWRIGHT_TIMES'] ?? 2)

interface Outcome {
  readonly executions: readonly string[]
  readonly problems: readonly string[]
}

const runSixteen = async (killOne: boolean): Promise<Outcome> => {
  const directory = join(temporaryFolder(), 'store')
  scriptPath('claiming-worker')
  const startedAt = performance.now()
  const scripts = Array.from({ length: 16 }, (_, seed) =>
    runScript('claiming-worker', directory, `${steps}`, `${seed}`),
  )
  if (killOne) {
    await scripts[3]?.firstLine
    await sleep(200)
    scripts[3]?.child.kill('SIGKILL')
  }
  await Promise.all(scripts.map(({ ended }) => ended))
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  const session = await fileStore(directory).open({ readOnly: true })
  const problems: string[] = []
  for (const name of names) problems.push(...(await problemsOf(session, name)))
  await session.close()
  problems.push(...(await verifyStore(directory)).problems.map(({ what }) => what))
  // What was executed twice is there twice: once as history.
  const executions = (await listExecutions(directory, { history: true })).map(({ trace }) => trace.record)
  if (steps > 160)
    console.log(`${executions.length} executions in ${seconds} s${killOne ? ', one killed' : ''}`)
  return { executions, problems }
}

test.each(Array.from({ length: times }, (_, time) => [time + 1, time % 2 === 1] as const))(
  'sixteen processes that want the same steps do each of them once (time %i, one of them killed: %s)',
  async (_, killOne) => {
    const { executions, problems } = await runSixteen(killOne)
    expect(problems).toEqual([])
    expect(executions.toSorted()).toEqual(names.toSorted())
  },
  120_000 + steps * 500,
)
