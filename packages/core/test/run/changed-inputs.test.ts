import {
  aggregate,
  type ByRecord,
  json,
  makeEngine,
  memoryStore,
  record,
  type RunResult,
  stage,
  type StageContext,
} from '../../src/index.ts'

const { run } = makeEngine()

/** This engine sees nothing of what functions captured, and says so of every run. */
const noticed = ({ warnings }: Pick<RunResult, 'warnings'>) =>
  warnings.filter(({ type }) => type !== 'untracked-code')

const load = stage({ outputs: ['rows'], cachers: [json()] })(function load() {
  return { rows: [3, 1, 2] }
})
const smallest = stage({ inputs: ['rows'], outputs: ['smallest'], cachers: [json()] })(function smallest(
  { params }: StageContext<{ name: string }>,
  { rows }: { rows: number[] },
) {
  return { smallest: [params.name, rows.sort((a, b) => a - b)[0] ?? 0] }
})
const first = stage({ inputs: ['rows'], outputs: ['first'], cachers: [json()] })(function first(
  { params }: StageContext<{ name: string }>,
  { rows }: { rows: number[] },
) {
  return { first: [params.name, rows[0] ?? 0] }
})

test.each([1, 2, 4])(
  'what a stage does to its input is not seen by others, and it is told so, at concurrency %i',
  async (concurrency) => {
    const records = ['a', 'b', 'c'].map((name) => load(record({ name })))
    const sorted = records.map((each) => smallest(each))
    const untouched = records.map((each) => first(each))
    const result = await run(
      sorted.flatMap((each, at) => [each, untouched[at]!]),
      { store: memoryStore(), concurrency },
    )
    for (const [index, name] of ['a', 'b', 'c'].entries()) {
      expect(await result.value(sorted[index]!, 'smallest')).toEqual([name, 1])
      expect(await result.value(untouched[index]!, 'first')).toEqual([name, 3])
    }
    expect(noticed(result)).toEqual([
      {
        type: 'input-changed',
        message: expect.stringMatching(
          /^smallest@\w+ changed its input 'rows' in place\. .*Copy an input before you change it\.$/u,
        ),
      },
    ])
  },
)

test('an aggregate that changes what one of its records gave is told, too', async () => {
  const merge = aggregate({ inputs: ['rows'], outputs: ['all'], cachers: [json()] })(function merge(
    _: StageContext,
    __: unknown,
    { rows }: { rows: ByRecord<number[]> },
  ) {
    return { all: [...rows.values()].reduce((sum, part) => (sum.push(...part), sum)) }
  })
  const records = ['a', 'b'].map((name) => load(record({ name })))
  const target = merge(record({}), records)
  const result = await run([target, ...records], { store: memoryStore(), concurrency: 1 })
  expect(await result.value(records[0]!, 'rows')).toEqual([3, 1, 2])
  expect(noticed(result).map(({ type }) => type)).toEqual(['input-changed'])
})

test('a stage that throws after it changed its input has changed it', async () => {
  const spoil = stage({ inputs: ['rows'], outputs: ['none'], cachers: [json()] })(function spoil(
    _: StageContext,
    { rows }: { rows: number[] },
  ): { none: number } {
    rows.length = 0
    throw new Error('spoilt')
  })
  const loaded = load(record({ name: 'a' }))
  const result = await run([spoil(loaded), first(loaded)], {
    store: memoryStore(),
    concurrency: 1,
    keepGoing: true,
  })
  expect(await result.value(loaded, 'rows')).toEqual([3, 1, 2])
  expect(noticed(result).map(({ type }) => type)).toEqual(['input-changed'])
})

test('stages that leave their inputs alone are not told of', async () => {
  const begin = stage({ outputs: ['rows'], cachers: [json()] })(function begin() {
    return { rows: [-0, 1e21, 3] }
  })
  const copy = stage({ inputs: ['rows'], outputs: ['copy'], cachers: [json()] })(function copy(
    _: StageContext,
    { rows }: { rows: number[] },
  ) {
    return { copy: rows.toSorted() }
  })
  const result = await run(copy(begin(record({}))), { store: memoryStore() })
  expect(noticed(result)).toEqual([])
})
