import {
  json,
  makeEngine,
  memoryStore,
  readHistory,
  record,
  stage,
  type StageContext,
} from '@stagewright/core'

const { run } = makeEngine({ concurrency: 1 })

const load = stage({ outputs: ['rows'], cachers: [json()] })(function load({
  params,
}: StageContext<{ size: number }>) {
  return { rows: Array.from({ length: params.size }, (_, index) => index) }
})
const sum = stage({ inputs: ['rows'], outputs: ['sum'], cachers: [json()] })(function sum(
  _: StageContext,
  { rows }: { rows: number[] },
) {
  return { sum: rows.reduce((total, row) => total + row, 0) }
})
const targetOf = (size: number) => sum(load(record({ size }, { name: 'a' })))

describe('the history of a store', () => {
  test('lists runs, the newest first, with what they executed', async () => {
    const store = memoryStore()
    const first = await run(targetOf(3), { store })
    await run(targetOf(3), { store })
    const third = await run(targetOf(4), { store })
    const { runs } = await readHistory(store)
    expect(runs.map(({ run: id, executions, stages }) => ({ id, executions, stages }))).toEqual([
      { id: third.run, executions: 2, stages: ['load', 'sum'] },
      { id: first.run, executions: 2, stages: ['load', 'sum'] },
    ])
  })

  test('follows an artifact to what it was made from, and to what it went into', async () => {
    const store = memoryStore()
    const target = targetOf(3)
    const result = await run(target, { store })
    const [rows, total] = [result.artifact(target, 'rows'), result.artifact(target, 'sum')]
    const history = await readHistory(store)
    const digestOf = (artifact: typeof rows | typeof total): string =>
      artifact.kind === 'artifact' ? artifact.digest : 'skipped'
    expect(history.madeFrom(digestOf(total)).map(({ stage: name }) => name)).toEqual(['sum', 'load'])
    expect(history.wentInto(digestOf(rows)).map(({ stage: name }) => name)).toEqual(['sum'])
    expect(history.wentInto(digestOf(total))).toEqual([])
  })

  test('tells two runs apart: what changed, and which outputs came out otherwise', async () => {
    const store = memoryStore()
    const before = await run(targetOf(3), { store })
    const after = await run(targetOf(4), { store })
    const differences = (await readHistory(store)).diff(before.run, after.run)
    expect(differences.map(({ stage: name, changes, outputs }) => ({ name, changes, outputs }))).toEqual([
      {
        name: 'load',
        changes: [{ type: 'parameter', path: 'size', record: 'a', before: '3', after: '4' }],
        outputs: ['rows'],
      },
      { name: 'sum', changes: [expect.objectContaining({ type: 'input', input: 'rows' })], outputs: ['sum'] },
    ])
  })

  test('refuses a run that the store does not know', async () => {
    const history = await readHistory(memoryStore())
    expect(() => history.diff('x', 'y')).toThrow(`The store knows no run 'x'.`)
  })
})
