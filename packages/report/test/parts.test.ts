import type { RunDocument } from '@stagewright/report'
import { lineOf } from '../src/document/run-line.ts'
import { carryNumbers } from '../src/document/carry-numbers.ts'
import { compareRuns } from '../src/compare/compare-runs.ts'
import { directionOf } from '../src/metrics/direction.ts'
import { metricsOf } from '../src/metrics/metrics-of.ts'
import { parseParams } from '../src/metrics/parse-params.ts'
import { fold } from '../client/graph/fold.ts'
import { layOut } from '../client/graph/lay-out.ts'
import { ranksOf } from '../client/graph/ranks.ts'
import { matcherOf, searchText } from '../client/steps/search-steps.ts'
import { sortRows } from '../client/tables/sort-rows.ts'
import { toCsv } from '../client/tables/to-csv.ts'
import { formatBytes, formatDuration, formatNumber, plural, times, withUnit } from '../client/text/format.ts'
import { barsOf } from '../client/timeline/bars.ts'
import { criticalPath } from '../client/timeline/critical-path.ts'
import { mergeBars } from '../client/timeline/merge-bars.ts'
import { waitOf } from '../client/timeline/wait-of.ts'
import { chainOf } from './support/large.ts'
import { sampleRun } from './support/sample-run.ts'

describe('words for values', () => {
  test.each([
    [formatBytes(0), '0 bytes'],
    [formatBytes(1), '1 byte'],
    [formatBytes(999), '999 bytes'],
    [formatBytes(1000), '1.0 kB'],
    [formatBytes(999_999), '1.0 MB'],
    [formatDuration(999.7), '1.0 s'],
    [formatDuration(59_700), '1 min 0 s'],
    [formatDuration(119_700), '2 min 0 s'],
    [formatDuration(3_600_000), '1 h 0 min'],
    [formatNumber(0.1 + 0.2), '0.3'],
    [formatNumber(1_234_567), '1\u2009234\u2009567'],
    [formatNumber(Number.NaN), 'NaN'],
    [formatNumber(0.00001234), '1.234e-5'],
    [withUnit('1234.5', '$'), '$1,234.50'],
    [withUnit('-3', '€'), '-€3'],
    [withUnit('97', '%'), '97%'],
    [withUnit('12', 'ms'), '12\u00A0ms'],
    [plural(1, 'step'), '1 step'],
    [times(1), 'once'],
    [times(3), '3 times'],
  ])('%j is %j', (shown, expected) => expect(shown).toBe(expected))
})

describe('parameters', () => {
  test.each([
    ['{k: 3, rate: 0.5}', { k: '3', rate: '0.5' }],
    [
      '{model: {depth: 2, kind: "a, b}"}, list: [1, {a: 2}], last: true}',
      { 'model.depth': '2', 'model.kind': '"a, b}"', list: '[1, {a: 2}]', last: 'true' },
    ],
    ['{text: "a \\" b", k: 1}', { text: '"a \\" b"', k: '1' }],
    ['{k: 1, cut: "half of a te...', { k: '1' }],
    ['{empty: {}, k: 1}', { k: '1' }],
    ['{}', {}],
    ['', {}],
    ['no object', {}],
  ])('of %s are read back', (text, expected) =>
    expect(Object.fromEntries(parseParams(text))).toEqual(expected),
  )

  test.each([
    ['k=70', true],
    ['K=70', true],
    ['k=7', false],
    ['k=700', false],
    ['rank=70', false],
    ['model=knn', true],
    ['model="knn"', true],
    ['rate=0.5', true],
    ['rate=0', false],
    ['fit k=70', true],
    ['score k=70', false],
    ['k=(', false],
  ])('are found by %s: %j', (query, expected) => {
    const [step] = chainOf(1).steps
    if (step === undefined) throw new Error('There is no step.')
    const text = searchText({
      ...step,
      id: 'fit@a',
      params: '{k: 70, rank: 1, model: "knn", rate: 0.5}',
      reads: [],
    })
    expect(matcherOf(query)(text)).toBe(expected)
  })
})

describe('metrics', () => {
  test.each([
    ['accuracy', 'up'],
    ['val_loss', 'down'],
    ['Training: loss', 'down'],
    ['meanSquaredError', 'down'],
    ['latencyMs', 'down'],
    ['blossom', 'up'],
    ['permse', 'up'],
  ] as const)('of the name %s are better %s', (name, direction) => expect(directionOf(name)).toBe(direction))

  test('are reported numbers and outputs that are numbers; stages that share a name are told apart', () => {
    const { document } = sampleRun({ records: 2 })
    const [record] = metricsOf([
      ...document.steps.filter(({ record }) => record === 'tree-1'),
      {
        ...(document.steps[0] ?? chainOf(1).steps[0]!),
        id: 'late@tree-1',
        stage: 'late',
        outputs: [
          { name: 'accuracy', preview: '0.25' },
          { name: 'rows', preview: '[1, 2]' },
        ],
      },
    ])
    expect([...(record?.values.keys() ?? [])]).toEqual([
      'accuracy (score)',
      'loss',
      'cost',
      'accuracy (late)',
    ])
    expect(record?.params.get('model')).toBe('"tree"')
  })

  test('of reused steps come from the run that made them, by what was reported and not by names', () => {
    const made = sampleRun({ records: 2, run: 'made' }).document
    const stored = { size: 1, format: 'reports', location: 'db:1.json' }
    const first: RunDocument = {
      ...made,
      steps: made.steps.map((step, at) => ({ ...step, reports: { ...stored, checksum: `sum ${at}` } })),
    }
    const again: RunDocument = {
      ...first,
      run: 'again',
      steps: first.steps.map((step) => ({
        ...withoutNumbers(step),
        outcome: 'reused' as const,
        // Another record's execution stands behind it now.
        ...(step.id === 'score@tree-1' ? { reports: { ...stored, checksum: 'sum 5' } } : {}),
      })),
    }
    const whole = carryNumbers(again, (run) => (run === 'made' ? first : undefined))
    const numbersOf = (id: string, { steps }: RunDocument) => steps.find((step) => step.id === id)?.numbers
    expect(numbersOf('score@knn-2', whole)).toEqual(numbersOf('score@knn-2', first))
    expect(numbersOf('score@tree-1', whole)).toEqual(numbersOf('score@knn-2', first))
    expect(lineOf(whole).metrics.find(({ name }) => name === 'accuracy')?.records).toHaveProperty('tree-1')
  })
})

const withoutNumbers = ({ numbers, ...step }: RunDocument['steps'][number]) =>
  numbers === undefined ? step : step

test('two runs differ by code, metrics, artifacts, parameters and steps', () => {
  const before = sampleRun({ records: 2, run: 'one' }).document
  const after = sampleRun({ records: 3, run: 'two', seed: 1, failing: 1 }).document
  const { code, metrics, changed, steps, added, missing, removed } = compareRuns(before, after)
  expect(code).toContainEqual({
    stage: 'train',
    part: 'helper normalise',
    change: 'changed',
    pair: expect.stringMatching(/^[0-9a-f]{64} [0-9a-f]{64}$/u),
  })
  expect(metrics.find(({ record, metric }) => record === 'tree-1' && metric === 'accuracy')).toEqual({
    record: 'tree-1',
    metric: 'accuracy',
    before: expect.any(Number),
    after: expect.any(Number),
  })
  expect(changed.map(({ step }) => step)).toContain('train@tree-1')
  expect(steps).toContainEqual({
    id: 'train@knn-2',
    before: expect.objectContaining({ outcome: 'ran' }),
    after: expect.objectContaining({ outcome: 'failed' }),
  })
  expect(added).toEqual(['prepare@linear-3', 'train@linear-3', 'score@linear-3'])
  expect(missing).toEqual(['train@knn-2', 'score@knn-2', 'compare@all'])
  expect(removed).toEqual([])
})

describe('the timeline', () => {
  const at = (id: string, startedAt: number, durationMs: number, dependsOn: readonly string[] = []) => ({
    ...chainOf(1).steps[0]!,
    id,
    stage: id,
    startedAt: 1000 + startedAt,
    durationMs,
    dependsOn,
  })
  const run = {
    ...chainOf(1),
    startedAt: 1000,
    durationMs: 1000,
    steps: [
      at('a', 0, 300),
      at('b', 0, 500),
      at('c', 300, 400, ['a']),
      at('d', 700, 300, ['b', 'c']),
      at('late', 500, 100),
    ],
  }

  test('has a lane for each call that goes on beside others, and the chain that the length is made of', () => {
    const all = barsOf(run)
    expect([all.lanes, all.slots, all.endsAt]).toEqual([2, 2, 1000])
    expect(criticalPath(all.bars).map(({ id }) => id)).toEqual(['a', 'c', 'd'])
  })

  test('tells a full house from another reason to wait', () => {
    const all = barsOf(run)
    const wait = (id: string) =>
      waitOf(
        all.bars.find((bar) => bar.id === id)!,
        all,
      )
    expect(wait('late')).toEqual({ ms: 500, for: 'one of 2 slots' })
    expect(wait('c')).toBeUndefined()
    const steps = run.steps.map((step) => ({ ...step, waitedFor: 'process 4711, which is doing the same' }))
    const told = barsOf({ ...run, steps })
    expect(
      waitOf(
        told.bars.find(({ id }) => id === 'late')!,
        told,
      ),
    ).toEqual({
      ms: 500,
      for: 'process 4711, which is doing the same',
    })
  })

  test('of 100,000 calls is a chain of as many, and a picture of at most one piece for each pixel', () => {
    const steps = Array.from({ length: 100_000 }, (_, step) =>
      at(`s${step}`, step, 3, step > 0 ? [`s${step - 1}`] : []),
    )
    const { bars, lanes, endsAt } = barsOf({ ...run, steps })
    expect(criticalPath(bars).length).toBe(100_000)
    expect(mergeBars(bars, [0, endsAt], 1000).length).toBeLessThanOrEqual(1000 * lanes)
    expect(mergeBars(bars, [0, endsAt], 1000).reduce((sum, piece) => sum + piece.bars.length, 0)).toBe(
      100_000,
    )
  })
})

describe('the graph', () => {
  test('has each box right of what it reads, even where stages read each other in a circle', () => {
    const boxes = ['a', 'b', 'c'].map((stage, place) => ({ key: stage, stage, places: [place, place + 10] }))
    expect(
      ranksOf({
        boxes,
        arrows: [
          [0, 1],
          [1, 2],
          [2, 1],
        ],
      }),
    ).toEqual([0, 1, 2])
    expect(ranksOf({ boxes, arrows: [[1, 2]] })).toEqual([0, 0, 1])
    expect(
      ranksOf({
        boxes,
        arrows: [
          [0, 2],
          [1, 2],
          [0, 1],
        ],
      }),
    ).toEqual([0, 1, 2])
  })

  test('keeps the order of records in each column, and no two boxes touch', () => {
    const { steps } = sampleRun({ records: 9 }).document
    const folded = fold(steps, [...steps.keys()], new Set(['prepare', 'train', 'score']))
    const { centres, height } = layOut(folded)
    for (const stage of ['prepare', 'train', 'score']) {
      const column = folded.boxes.flatMap((box, at) => (box.stage === stage ? [centres[at]?.y ?? 0] : []))
      expect(column).toHaveLength(9)
      for (const [at, y] of column.slice(1).entries())
        expect(y - (column[at] ?? 0)).toBeGreaterThanOrEqual(59.9)
    }
    expect(Math.max(...centres.map(({ y }) => y))).toBeLessThan(height)
  })

  test('of very many steps has a box for every step, those that failed by themselves', () => {
    const { steps } = sampleRun({ records: 2000, failing: 1999 }).document
    const { boxes } = fold(steps, [...steps.keys()], new Set(['prepare', 'train', 'score']))
    expect(boxes.length).toBeLessThanOrEqual(244)
    expect(boxes.flatMap(({ places }) => places).toSorted((a, b) => a - b)).toEqual([...steps.keys()])
    expect(
      boxes.some(
        ({ places: [place = -1], places }) => places.length === 1 && steps[place]?.outcome === 'failed',
      ),
    ).toBe(true)
  })
})

describe('tables', () => {
  test('sort numbers as numbers, names as people do, and put what is missing last, either way', () => {
    const order = (values: readonly (string | number | undefined)[], direction: 'ascending' | 'descending') =>
      sortRows(values, (value) => value, direction)
    expect(order([10, 9, undefined, Number.NaN, 100], 'ascending').slice(0, 3)).toEqual([9, 10, 100])
    expect(order([10, undefined, 100], 'descending')).toEqual([100, 10, undefined])
    expect(order(['k10', 'k9', 'k1'], 'ascending')).toEqual(['k1', 'k9', 'k10'])
  })

  test('are saved with all digits, quoted, and without formulas', () => {
    const columns = [{ name: 'a,b', value: (row: string | number) => row }]
    expect(toCsv(columns, [0.1 + 0.2, 'say "x"', '=1+1', '-5', 'two\nlines'])).toBe(
      '"a,b"\r\n0.30000000000000004\r\n"say ""x"""\r\n\'=1+1\r\n-5\r\n"two\nlines"\r\n',
    )
  })
})
