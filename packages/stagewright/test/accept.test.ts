import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accept, fileStore, json, readHistory, record, run, stage, type StageContext } from 'stagewright'

const folder = mkdtempSync(join(tmpdir(), 'stagewright-accept-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const targetOf = (version: string) =>
  stage({ outputs: ['rows'], cachers: [json()], name: 'load', version })(
    ({ params }: StageContext<{ size: number }>) => ({
      rows: Array.from({ length: params.size }, () => version),
    }),
  )(record({ size: 2 }))

test('what was accepted is reused from a file store, and the store remembers that it was accepted', async () => {
  const store = fileStore(folder)
  await run(targetOf('1'), { store })
  await accept(targetOf('2'), ['load'], { store })
  const target = targetOf('2')
  const result = await run(target, { store })
  expect(result.counts.ran).toBe(0)
  expect(await result.value(target, 'rows')).toEqual(['1', '1'])
  const { executions } = await readHistory(store)
  expect(executions[0]?.trace.accepted?.changes).toMatch(/^code changed/u)
})
