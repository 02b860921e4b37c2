import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  aggregate,
  type ByRecord,
  fileStore,
  fork,
  json,
  memoryStore,
  nodeFingerprinter,
  readHistory,
  record,
  stage,
  type StageContext,
  type Store,
} from 'stagewright'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { type Told, workbench } from '../support/workbench.ts'

const load = stage({ outputs: ['rows'], cachers: [json()], version: 1 })(function load({
  params,
}: StageContext<{ size: number }>) {
  return { rows: Array.from({ length: params.size }, (_, index) => index) }
})
/** Keeps nothing. */
const double = stage({ inputs: ['rows'], outputs: ['doubled'], version: 1 })(function double(
  _: StageContext,
  { rows }: { rows: readonly number[] },
) {
  return { doubled: rows.map((row) => row * 2) }
})
const pick = stage({ inputs: ['doubled'], outputs: ['picked'], cachers: [json()], version: 1 })(function pick(
  { params }: StageContext<{ at: { index: number } }>,
  { doubled }: { doubled: readonly number[] },
) {
  return { picked: doubled[params.at.index] ?? -1 }
})
const total = aggregate({ inputs: ['picked'], outputs: ['total'], cachers: [json()], version: 1 })(
  function total(_: StageContext, __, { picked }: { picked: ByRecord<number> }) {
    return { total: [...picked.values()].reduce((sum, value) => sum + value, 0) }
  },
)

const chainOf = (size: number, index: number) =>
  pick(double(load(record({ size, at: { index } }, { name: `p${index}` }))))
const targetOf = (size: number) =>
  total(
    record({}, { name: 'all' }),
    [1, 2].map((index) => chainOf(size, index)),
  )

const idsOf = (traces: readonly { readonly stage: string; readonly record: string }[]) =>
  traces.map(({ stage: name, record: of }) => `${name}@${of}`).toSorted()

const digestIn = async (store: Store, name: string, output: string): Promise<string> => {
  const { executions } = await readHistory(store)
  const found = executions.find(({ trace }) => trace.stage === name)?.trace.outputs
  return found?.find((each) => each.name === output)?.digest ?? 'none'
}

describe.each([
  ['in memory', () => memoryStore()],
  ['in files', () => fileStore(temporaryFolder())],
] as const)('the lineage of an artifact, %s,', (_, makeStore) => {
  test('leads through steps that keep nothing, and through aggregates, up and down', async () => {
    const store = makeStore()
    await workbench(store).run(targetOf(5))
    const history = await readHistory(store)
    const steps = ['load@p1', 'double@p1', 'pick@p1', 'pick@p2']
    expect(idsOf(history.madeFrom(await digestIn(store, 'total', 'total')))).toEqual(
      [...steps, 'total@all'].toSorted(),
    )
    expect(idsOf(history.wentInto(await digestIn(store, 'load', 'rows')))).toEqual(
      ['double@p1', 'pick@p1', 'pick@p2', 'total@all'].toSorted(),
    )
    expect(history.wentInto(await digestIn(store, 'total', 'total'))).toEqual([])
    expect(history.madeFrom('0'.repeat(64))).toEqual([])
  })

  test('is not that of another artifact with the same bytes', async () => {
    const store = makeStore()
    const one = stage({ outputs: ['one'], cachers: [json()], version: 1 })(function one() {
      return { one: 1 }
    })
    const uno = stage({ outputs: ['uno'], cachers: [json()], version: 1 })(function uno() {
      return { uno: 1 }
    })
    const next = stage({ inputs: ['one'], outputs: ['two'], cachers: [json()], version: 1 })(function next(
      _context: StageContext,
      { one: first }: { one: number },
    ) {
      return { two: first + 1 }
    })
    await workbench(store).run([next(one(record({}))), uno(record({}))])
    const history = await readHistory(store)
    const made = history.madeFrom(await digestIn(store, 'next', 'two'))
    expect(made.map(({ stage: name }) => name)).toEqual(['next', 'one'])
  })

  test('goes through the shared beginning of forks', async () => {
    const store = makeStore()
    const shared = double(load(record({ size: 3 }, { name: 'base' })))
    const forks = [0, 1].map((index) => pick(fork(shared, { at: { index } }, { name: `f${index}` })))
    await workbench(store).run(forks)
    const history = await readHistory(store)
    expect(idsOf(history.wentInto(await digestIn(store, 'load', 'rows')))).toEqual(
      ['double@base', 'pick@f0', 'pick@f1'].toSorted(),
    )
  })
})

describe('the history', () => {
  test('tells of each execution what ran when, by which run, with which parameters, code, inputs and outputs', async () => {
    const store = fileStore(temporaryFolder())
    const before = Date.now()
    const { run } = await workbench(store).run(targetOf(5))
    const { executions } = await readHistory(store)
    expect(executions.map(({ trace }) => trace.stage).toSorted()).toEqual(
      ['double', 'load', 'pick', 'pick', 'total'].toSorted(),
    )
    const { trace } = executions.find((each) => each.trace.stage === 'pick') ?? executions[0]!
    expect(trace).toMatchObject({
      run,
      inputs: [{ name: 'doubled', record: 0, digest: await digestIn(store, 'double', 'doubled') }],
      outputs: [{ name: 'picked', digest: await digestIn(store, 'pick', 'picked') }],
      parts: { 'version 1': expect.stringMatching(/^[0-9a-f]{64}$/u) },
      params: expect.stringContaining('size: 5'),
    })
    expect(trace.reads.map(({ target }) => target)).toContainEqual({
      door: 'param',
      record: 0,
      path: ['at', 'index'],
      aspect: 'value',
    })
    expect(trace.startedAt).toBeGreaterThanOrEqual(before)
    expect(trace.durationMs).toBeGreaterThanOrEqual(0)
  })

  test('marks what a later execution took the place of', async () => {
    const store = memoryStore()
    const bench = workbench(store)
    const first = await bench.run(load(record({ size: 1 })))
    const second = await bench.run(load(record({ size: 1 })), { overwrite: true })
    const { executions, runs } = await readHistory(store)
    expect(executions.map(({ trace, superseded }) => [trace.run, superseded])).toEqual([
      [second.run, false],
      [first.run, true],
    ])
    expect(runs.map(({ run }) => run)).toEqual([second.run, first.run])
  })
})

describe('the difference between two runs', () => {
  const folder = temporaryFolder()
  const path = join(folder, 'data.txt')
  const read = (version: number) =>
    stage({ name: 'read', outputs: ['text'], cachers: [json()], version })((context: StageContext) => ({
      text: [context.file(path), context.env('STAGEWRIGHT_TEST_WORD') ?? 'none'].join(),
    }))
  const differences = async (store: Store, before: Told, after: Told) =>
    (await readHistory(store)).diff(before.run, after.run)

  test('names the file, the variable and the code that changed', async () => {
    const store = memoryStore()
    const bench = workbench(store)
    writeFileSync(path, 'a')
    const first = await bench.run(read(1)(record({}, { name: 'r' })))
    writeFileSync(path, 'b')
    const second = await bench.run(read(1)(record({}, { name: 'r' })))
    process.env['STAGEWRIGHT_TEST_WORD'] = 'word'
    const third = await bench.run(read(1)(record({}, { name: 'r' })))
    delete process.env['STAGEWRIGHT_TEST_WORD']
    const fourth = await bench.run(read(2)(record({}, { name: 'r' })))
    const changes = async (before: Told, after: Told) =>
      (await differences(store, before, after)).flatMap((each) => each.changes)
    const { digest } = nodeFingerprinter()
    expect(await changes(first, second)).toEqual([{ type: 'file', path }])
    expect(await changes(second, third)).toEqual([{ type: 'environment', name: 'STAGEWRIGHT_TEST_WORD' }])
    expect(await changes(second, fourth)).toEqual([
      {
        type: 'code',
        changed: [],
        added: ['version 2'],
        removed: ['version 1'],
        before: { 'version 1': digest('version 1') },
        after: { 'version 2': digest('version 2') },
      },
    ])
  })

  test('names the path of the parameter, and the records that an aggregate has more', async () => {
    const store = memoryStore()
    const bench = workbench(store)
    const of = (indices: readonly number[], name: (index: number) => string) =>
      total(
        record({}, { name: 'all' }),
        indices.map((index) => pick(double(load(record({ size: 9, at: { index } }, { name: name(index) }))))),
      )
    const first = await bench.run(of([1], () => 'p'))
    const second = await bench.run(of([2], () => 'p'))
    const third = await bench.run(of([2, 3], (index) => (index === 2 ? 'p' : 'q')))
    const told = await differences(store, first, second)
    expect(told.find((each) => each.stage === 'pick')).toMatchObject({
      changes: [{ type: 'parameter', path: 'at.index', record: 'p', before: '1', after: '2' }],
      outputs: ['picked'],
    })
    const later = await differences(store, second, third)
    expect(later.find((each) => each.stage === 'total')?.changes).toEqual([
      { type: 'records', before: 1, after: 2 },
    ])
    expect(later.find((each) => each.stage === 'pick')).toMatchObject({ record: 'q', changes: [] })
  })

  test('is against what stood, where the earlier run reused it', async () => {
    const store = memoryStore()
    const bench = workbench(store)
    await bench.run(load(record({ size: 3 }, { name: 'a' })))
    const second = await bench.run([
      load(record({ size: 3 }, { name: 'a' })),
      load(record({ size: 4 }, { name: 'b' })),
    ])
    const third = await bench.run(load(record({ size: 5 }, { name: 'a' })))
    expect(await differences(store, second, third)).toMatchObject([
      { record: 'a', changes: [{ path: 'size', before: '3', after: '5' }], outputs: ['rows'] },
    ])
  })
})
