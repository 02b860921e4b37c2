import { inspect } from 'node:util'
import { json, memoryStore, plan, record, run, stage, type StageContext } from 'stagewright'

const load = stage({ outputs: ['rows'], cachers: [json()] })(function load({
  params,
}: StageContext<{ k: number }>) {
  return { rows: params.k }
})
const count = stage({ inputs: ['rows'], outputs: ['count'], cachers: [json()] })(function count(
  _: StageContext,
  { rows }: { rows: number },
) {
  return { count: rows }
})
const target = count(load(record({ k: 1 }, { name: 'one' })))

test('a plan is plain data: its copies and its JSON hold all of it, the steps first', async () => {
  const planned = await plan(target, { store: memoryStore() })
  const copy = structuredClone(planned)
  expect(copy.steps.map(({ id }) => id)).toEqual(['load@one', 'count@one'])
  expect(copy).toEqual(planned)
  expect({ ...planned }).toEqual(copy)
  expect(JSON.parse(JSON.stringify(planned))).toEqual(copy)
  expect(Object.keys(planned.toJSON())).toEqual(['steps', 'warnings', 'counts'])
  expect(inspect(planned.toJSON())).toContain("id: 'count@one'")
  expect(planned.steps).toBe(planned.steps)
})

test('a result that is printed shows its steps, and its plan as a table', async () => {
  const result = await run(target, { store: memoryStore() })
  expect(inspect(result, { depth: 3 })).toContain("id: 'count@one'")
  expect(inspect(result)).toContain('● run  count  one  first run')
  expect(result.steps).toBe(result.steps)
  expect({ ...result }.steps.map(({ outcome }) => outcome)).toEqual(['ran', 'ran'])
})
