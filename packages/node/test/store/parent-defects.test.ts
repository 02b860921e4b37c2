import { statSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../../core/test/support/temporary-folder.ts'
import { listExecutions, verifyStore } from '../../src/store/index.ts'
import { runScript } from './run-script.ts'

let directory: string
beforeEach(() => {
  directory = join(temporaryFolder(), 'store')
})

test('12. six processes run one pipeline on one store: none fails, nothing is lost, and each step is executed once', async () => {
  const scripts = Array.from({ length: 6 }, () => runScript('pipeline-runner', directory, '20'))
  await Promise.all(scripts.map(({ ended }) => ended))
  const executed = scripts.map(({ lines }) => Number(lines.at(-1)))
  expect(executed.reduce((sum, count) => sum + count, 0)).toBe(21)
  expect(await listExecutions(directory, { history: true })).toHaveLength(21)
  expect((await verifyStore(directory)).problems).toEqual([])
}, 60_000)

test('18. what is kept of an execution does not grow with the number of parameter sets', async () => {
  const bytesAt = async (records: number): Promise<number> => {
    await runScript('pipeline-runner', directory, `${records}`).ended
    return statSync(join(directory, 'index-1.sqlite')).size / records
  }
  const [few, many] = [await bytesAt(500), await bytesAt(2_000)]
  expect(many).toBeLessThan(few * 1.2)
  expect(many).toBeLessThan(2_500)
}, 60_000)
