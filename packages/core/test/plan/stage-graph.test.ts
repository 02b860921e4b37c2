import { alg } from '@dagrejs/graphlib'
import {
  aggregate,
  type ByRecord,
  json,
  memoryStore,
  narrow,
  pipeline,
  plan,
  record,
  stage,
  type StageContext,
} from 'stagewright'

const load = stage({ outputs: ['rows', 'names'], cachers: [json(), json()] })(function load({
  params,
}: StageContext<{ k: number }>) {
  return { rows: params.k, names: 'n' }
})
const grow = stage({ inputs: ['rows'], outputs: ['rows'], cachers: [json()] })(function grow(
  _: StageContext,
  { rows }: { rows: number },
) {
  return { rows: rows + 1 }
})
const sum = aggregate({ inputs: ['rows', 'names'], outputs: ['sum'], cachers: [json()] })(function sum(
  _: StageContext,
  _records,
  { rows }: { rows: ByRecord<number>; names: ByRecord<string> },
) {
  return { sum: [...rows.values()].reduce((a, b) => a + b, 0) }
})

const chain = pipeline(load, grow, grow)
const records = (count: number) =>
  Array.from({ length: count }, (_, k) => chain(record({ k }, { name: `r${k}` })))
const planned = (count: number) =>
  plan(sum(record({}, { name: 'all' }), records(count)), { store: memoryStore() })

const edgesOf = ({ graph }: Awaited<ReturnType<typeof planned>>) =>
  graph.edges().map(({ v, w }) => [graph.node(v).stage, graph.node(w).stage, graph.edge(v, w).artifacts])

test("a plan's graph has a node for each stage and an edge for what flows, however many records there are", async () => {
  const few = await planned(1)
  const many = await planned(50)
  const edges = [
    ['load', 'grow', ['rows']],
    ['load', 'sum', ['names']],
    ['grow', 'grow', ['rows']],
    ['grow', 'sum', ['rows']],
  ]
  expect(edgesOf(few)).toEqual(edges)
  expect(edgesOf(many)).toEqual(edges)
  expect(many.graph.nodes().map((id) => many.graph.node(id))).toEqual([
    { stage: 'load', steps: 50 },
    { stage: 'grow', steps: 100 },
    { stage: 'sum', steps: 1 },
  ])
})

test('a check and what it holds back are an edge for order alone, which nothing depends through', async () => {
  const check = stage({ inputs: ['rows'] })(function check(_: StageContext, { rows }: { rows: number }) {
    if (rows < 0) throw new RangeError('rows must not be negative')
  })
  const target = pipeline(load, check, grow)(record({ k: 1 }, { name: 'one' }))
  const guarded = await plan(target, { store: memoryStore() })
  expect(edgesOf(guarded)).toEqual([
    ['load', 'check', ['rows']],
    ['load', 'grow', ['rows']],
    ['check', 'grow', []],
  ])
  expect(narrow(guarded, ['check+']).steps.map(({ id }) => id)).toEqual(['check@one'])
  expect(narrow(guarded, ['+grow']).steps.map(({ id }) => id)).toEqual(['load@one', 'check@one', 'grow@one'])
  expect(guarded.toDot({ fold: true })).toContain('s1 -> s2 [style=dashed]')
})

test("graphlib's algorithms take it", async () => {
  const { graph } = await planned(2)
  expect(alg.findCycles(graph).map((cycle) => cycle.map((id) => graph.node(id).stage))).toEqual([['grow']])
  expect(alg.components(graph)).toHaveLength(1)
})

test('stages may be called what objects are made of', async () => {
  const names = ['__proto__', 'constructor', 'hasOwnProperty', '1', 'toString']
  const first = stage({ name: names[0] ?? '', outputs: ['v'], cachers: [json()] })(() => ({ v: 0 }))
  const others = names
    .slice(1)
    .map((name) =>
      stage({ name, inputs: ['v'], outputs: ['v'], cachers: [json()] })(
        (_: StageContext, { v }: { v: number }) => ({ v: v + 1 }),
      ),
    )
  const target = others.reduce((made, next) => next(made), first(record({})))
  const { graph } = await plan(target, { store: memoryStore() })
  expect(graph.nodes().map((id) => graph.node(id).stage)).toEqual(names)
  expect(graph.edgeCount()).toBe(4)
  expect(({} as { v?: unknown }).v).toBeUndefined()
})

test('a part of a plan has the graph of its steps', async () => {
  const part = narrow(await planned(3), ['+grow@r1'])
  expect(part.graph.nodes().map((id) => part.graph.node(id))).toEqual([
    { stage: 'load', steps: 1 },
    { stage: 'grow', steps: 1 },
  ])
})

test('a folded picture has a box for each stage', async () => {
  const folded = (await planned(40)).toDot({ fold: true })
  expect(folded).toContain(String.raw`s1 [label="grow\n80 run", tooltip="80 steps: 80 run"`)
  expect(folded).toContain('s0 -> s2 [label="names"]')
  expect(folded.split('\n')).toHaveLength(12)
  expect((await planned(40)).toMermaid({ fold: true })).toContain('s0 -->|"names"| s2')
})
