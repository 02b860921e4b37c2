import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileStore } from '../../src/store/index.ts'
import { problemsOf } from './fixtures/executions.ts'
import { runScript, scriptPath } from './run-script.ts'

const steps = Number(process.env['STAGEWRIGHT_STEPS'] ?? 160)
const names = Array.from({ length: steps }, (_, at) => `step-${at}`)

const runSixteen = async (killOne: boolean): Promise<{ executions: string[]; problems: string[] }> => {
  const folder = mkdtempSync(join(tmpdir(), 'stagewright-processes-'))
  const [directory, journal] = [join(folder, 'store'), join(folder, 'journal')]
  scriptPath('claiming-worker')
  const scripts = Array.from({ length: 16 }, (_, seed) =>
    runScript('claiming-worker', directory, journal, `${steps}`, `${seed}`),
  )
  if (killOne) {
    await scripts[3]?.firstLine
    await sleep(200)
    scripts[3]?.child.kill('SIGKILL')
  }
  await Promise.all(scripts.map(({ ended }) => ended))
  const session = await fileStore(directory).open({ readOnly: true })
  const problems: string[] = []
  for (const name of names) problems.push(...(await problemsOf(session, name)))
  await session.close()
  const executions = readFileSync(journal, 'utf8').trim().split('\n')
  rmSync(folder, { recursive: true })
  return { executions, problems }
}

test('sixteen processes that want the same steps do each of them once', async () => {
  const { executions, problems } = await runSixteen(false)
  expect(problems).toEqual([])
  expect(executions.toSorted()).toEqual(names.toSorted())
}, 120_000)

test('when one of sixteen processes is killed, the others take over what it held', async () => {
  const { executions, problems } = await runSixteen(true)
  expect(problems).toEqual([])
  // What it had committed and not yet noted is there all the same.
  expect(new Set(executions).size).toBe(executions.length)
  expect(executions.length).toBeGreaterThanOrEqual(steps - 4)
}, 120_000)
