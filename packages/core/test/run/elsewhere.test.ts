import {
  aggregate,
  type ByRecord,
  type CallData,
  type Executor,
  json,
  lazy,
  type LazyHandle,
  makeStageHost,
  memoryStore,
  nodeFingerprinter,
  pipeline,
  record,
  type RecordView,
  run,
  stage,
  type StageContext,
} from 'stagewright'
import { failureOf } from '../support/workbench.ts'
import { one } from '../../../testing/src/store-conformance/one.ts'

// Calls are carried out from their data alone, by a host that knows the stages: all that crosses is cloned.

const numbers = stage({ outputs: ['numbers', 'raw'], cachers: [json(), json()] })(function numbers({
  params,
}: StageContext<{ n: number }>) {
  return { numbers: Array.from({ length: params.n }, (_, at) => at), raw: { from: params.n } }
})
const scaled = stage({ inputs: ['numbers'], outputs: ['scaled'] })(function scaled(
  { params, log, report, progress }: StageContext<{ by: number }>,
  { numbers: given }: { numbers: number[] },
) {
  log('scaling', given.length)
  progress(1, 2)
  report({ kind: 'number', name: 'length', data: given.length })
  return { scaled: given.map((value) => value * params.by) }
})
const total = stage({ inputs: ['scaled'], outputs: [lazy('total', { resolve: false })], cachers: [json()] })(
  function total(_: StageContext, { scaled: given }: { scaled: number[] }) {
    return { total: given.reduce((sum, value) => sum + value, 0) }
  },
)
const shown = stage({ inputs: ['total'], outputs: ['shown'], cachers: [json()] })(async function shown(
  { params, env }: StageContext<{ unit: string }>,
  { total: handle }: { total: LazyHandle<number> },
) {
  return { shown: `${await handle.load()} ${params.unit}${env('STAGEWRIGHT_TEST_SUFFIX') ?? ''}` }
})
const table = aggregate({ inputs: ['shown'], outputs: ['table'], cachers: [json()] })(function table(
  _: StageContext,
  records: readonly RecordView<{ by: number }>[],
  { shown: all }: { shown: ByRecord<string, { by: number }> },
) {
  return { table: records.map((each) => [each.params.by, all.get(each) ?? ''] as const) }
})

const work = pipeline(numbers, scaled, total, shown)

const hosted = (
  stages: Readonly<Record<string, unknown>>,
): Executor & { readonly crossed: readonly CallData[] } => {
  const host = makeStageHost(stages, { source: 'the test', fingerprinter: nodeFingerprinter() })
  const crossed: CallData[] = []
  return {
    name: 'hosted',
    crossed,
    execute: async (call, channel) => {
      if (call.runs === 'here') return call.here(channel)
      const data = structuredClone(call.data())
      crossed.push(data)
      const executed = await (await host).carryOut(data, call.store, channel)
      const wanted = [...executed.values].filter(([name]) => data.wanted.includes(name))
      return structuredClone({ ...executed, values: new Map(wanted) })
    },
  }
}

const grid = (n: number, bys: readonly number[], unit = 'kg') => {
  const made = bys.map((by) => work(record({ n, by, unit }, { name: `by ${by}` })))
  return table(record({}), made)
}

test('a step that is carried out from its data has the trace and the outputs of one that is called here', async () => {
  const [here, there] = [memoryStore(), memoryStore()]
  const executor = hosted({ work, table })
  const target = grid(4, [2, 3])
  const first = await run(target, { store: here })
  const second = await run(target, { store: there, executor })
  expect(await second.value(target, 'table')).toEqual([
    [2, '12 kg'],
    [3, '18 kg'],
  ])
  expect(second.counts).toEqual(first.counts)
  const traces = async (store: typeof here) => {
    const session = await store.open({ readOnly: true })
    return [...(await one(session).executions())]
      .map(({ trace }) => [trace.stage, trace.record, trace.key, trace.reads, trace.outputs, trace.reports])
      .toSorted((a, b) => (String(a) < String(b) ? -1 : 1))
  }
  expect(await traces(there)).toEqual(await traces(here))
  // What one left, the other reuses.
  expect((await run(target, { store: here, executor })).counts.ran).toBe(0)
  expect((await run(target, { store: there })).counts.ran).toBe(0)
})

test('a parameter that changed runs only those steps that read it there', async () => {
  const store = memoryStore()
  const executor = hosted({ work, table })
  await run(grid(4, [2, 3]), { store, executor })
  const before = executor.crossed.length
  await run(grid(4, [2, 3], 'g'), { store, executor })
  const stages = executor.crossed.slice(before).map(({ stage: name }) => name)
  expect(stages.toSorted()).toEqual(['shown', 'shown', 'table'])
})

test('artifacts of the store cross as references, values that are not saved as values', async () => {
  const executor = hosted({ work, table })
  await run(grid(2, [5]), { store: memoryStore(), executor })
  const inputs = Object.fromEntries(executor.crossed.map((data) => [data.stage, data.inputs]))
  expect(inputs['scaled']).toMatchObject([
    { name: 'numbers', artifact: { stage: 'numbers', output: 'numbers' } },
  ])
  expect(inputs['total']).toEqual([{ name: 'scaled', record: 0, value: { value: [0, 5] } }])
  expect(inputs['shown']).toMatchObject([{ artifact: { handle: true, keep: false } }])
})

test('what a function says there is told, and its reads are told while it runs', async () => {
  const events: unknown[] = []
  const executor = hosted({ work, table })
  await run(grid(3, [2]), { store: memoryStore(), executor, onEvent: (event) => events.push(event) })
  expect(events).toContainEqual(expect.objectContaining({ type: 'step-log', parts: ['scaling', 3] }))
  expect(events).toContainEqual(expect.objectContaining({ type: 'step-progress', done: 1, total: 2 }))
  expect(events).toContainEqual(expect.objectContaining({ type: 'step-report', step: 'scaled@by 2' }))
})

test('a stage that says so stays here, with whatever it holds', async () => {
  let calls = 0
  const counting = stage({ outputs: ['calls'], runs: 'here' })(function counting() {
    calls++
    return { calls }
  })
  const executor = hosted({})
  const target = counting(record({}))
  const result = await run(target, { store: memoryStore(), executor })
  expect(await result.value(target, 'calls')).toBe(1)
  expect(executor.crossed).toEqual([])
})

test('parameters that cannot cross are missed only by those who read them', async () => {
  const client = { ask: () => 'answer' }
  const params = { client, k: 2 }
  const options = { name: 'r', operational: ['client'] } as const
  const deaf = stage({ outputs: ['x'] })(function deaf({ params: { k } }: StageContext<{ k: number }>) {
    return { x: k }
  })
  const asking = stage({ outputs: ['x'] })(function asking({ params: all }: StageContext<typeof params>) {
    return { x: all.client.ask() }
  })
  const executor = hosted({ deaf, asking })
  const target = deaf(record(params, options))
  expect(await (await run(target, { store: memoryStore(), executor })).value(target, 'x')).toBe(2)
  const error = await failureOf(run(asking(record(params, options)), { store: memoryStore(), executor }))
  expect(error.message).toBe(
    "Stage 'asking' failed for record 'r': Parameter 'client.ask' is a function, which cannot leave the thread of the run. " +
      "Keep the stage there by runs: 'here' in its specification, or make a parameter of plain data.",
  )
})

test('a stage that is not there, or is another one there, is refused by name, with what to do', async () => {
  const make = (factor: number) =>
    stage({ outputs: ['x'], name: 'times' })(({ params }: StageContext<{ k: number }>) => ({
      x: params.k * factor,
    }))
  const target = make(3)(record({ k: 1 }, { name: 'r' }))
  const run1 = (stages: object) =>
    failureOf(run(target, { store: memoryStore(), executor: hosted({ ...stages }) }))
  expect(await run1({ work })).toMatchObject({
    _tag: 'StageUnavailableError',
    stage: 'times',
    record: 'r',
    message: expect.stringContaining(
      "the test exports no stage 'times'. It has 'numbers', 'scaled', 'total' and 'shown'.",
    ),
  })
  expect(await run1({ times: make(4) })).toMatchObject({
    _tag: 'StageUnavailableError',
    message: expect.stringMatching(
      /^Stage 'times', record 'r': it is not the same in the test as in the run \(.*factor.*\)\. /u,
    ),
  })
})

test('a stage that changes its inputs in place is found out there, and told of once', async () => {
  const changing = stage({ inputs: ['numbers'], outputs: ['last'], cachers: [json()] })(function changing(
    { params }: StageContext<{ by: number }>,
    { numbers: given }: { numbers: number[] },
  ) {
    return { last: (given.pop() ?? 0) * params.by }
  })
  const executor = hosted({ numbers, changing })
  const targets = [1, 2, 3].map((by) => changing(numbers(record({ n: 3, by }))))
  const result = await run(targets, { store: memoryStore(), executor, concurrency: 1 })
  expect(await Promise.all(targets.map((target) => result.value(target, 'last')))).toEqual([2, 4, 6])
  expect(result.warnings.map(({ type }) => type)).toEqual(['input-changed'])
})
