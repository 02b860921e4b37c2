import {
  aggregate,
  type ByRecord,
  json,
  memoryStore,
  pipeline,
  record,
  stage,
  type StageContext,
} from '@stagewright/core'
import { describeCause, type RunDocument, type Why, whyChanged } from '@stagewright/report'
import { documentOf } from './support/documents.ts'

interface World {
  readonly factor?: number
  readonly sizes?: Readonly<Record<string, number>>
  readonly other?: number
  readonly order?: readonly string[]
}

/** Records that load rows, count them and compare the counts, with something that differs between runs. */
const target = ({
  factor = 1,
  sizes = { a: 3, b: 4 },
  other = 0,
  order = Object.keys(sizes),
}: World = {}) => {
  const load = stage({ name: 'load', outputs: ['rows'], cachers: [json()], version: 1 })(
    ({ params }: StageContext<{ size: number }>) => ({ rows: Array.from({ length: params.size }, () => 0) }),
  )
  const count = stage({
    name: 'count',
    inputs: ['rows'],
    outputs: ['count'],
    cachers: [json()],
    version: factor,
  })((_: StageContext, { rows }: { rows: number[] }) => ({ count: rows.length * factor }))
  const all = aggregate({
    name: 'all',
    inputs: ['count'],
    outputs: ['counts'],
    cachers: [json()],
    version: 1,
  })((_: StageContext, _records, { count: counts }: { count: ByRecord<number> }) => ({
    counts: [...counts.values()],
  }))
  const records = order.map((name) =>
    pipeline(load, count)(record({ size: sizes[name] ?? 0, other }, { name })),
  )
  return all(record({}, { name: 'all' }), records)
}

const runs = async (...worlds: readonly World[]): Promise<readonly RunDocument[]> => {
  const store = memoryStore()
  const documents: RunDocument[] = []
  for (const world of worlds) documents.push(await documentOf(target(world), store))
  return documents
}

const why = async (before: World, after: World, step = 'all@all', output = 'counts') => {
  const [earlier, later] = await runs(before, after)
  return earlier && later && whyChanged(earlier, later, { step, output })
}

const firstCauses = (found: Why | undefined): readonly string[] =>
  (found?.firstCauses ?? []).map(({ step, cause }) => `${step}: ${describeCause(cause)}`)

describe('why an artifact changed', () => {
  test('leads from an aggregate through the steps between to the parameter that changed', async () => {
    const found = await why({ sizes: { a: 3, b: 4 } }, { sizes: { a: 3, b: 5 } })
    expect(found?.artifact).toEqual({ step: 'all@all', output: 'counts', before: '[3, 4]', after: '[3, 5]' })
    expect(found?.steps.map(({ step, causes }) => [step, causes.map(describeCause)])).toEqual([
      ['all@all', ["input 'count' changed (count@b)"]],
      ['count@b', ["input 'rows' changed (load@b)"]],
      ['load@b', ['parameter size changed from 4 to 5']],
    ])
    expect(firstCauses(found)).toEqual(['load@b: parameter size changed from 4 to 5'])
  })

  test('leads to the code that changed, and not to what came out the same', async () => {
    expect(firstCauses(await why({ factor: 1 }, { factor: 2 }))).toEqual([
      'count@a: code changed: now uses version 2; no longer uses version 1',
      'count@b: code changed: now uses version 2; no longer uses version 1',
    ])
  })

  test('names both where two things changed', async () => {
    const found = await why({ factor: 1, sizes: { a: 3 } }, { factor: 2, sizes: { a: 4 } })
    expect(firstCauses(found)).toEqual([
      'count@a: code changed: now uses version 2; no longer uses version 1',
      'load@a: parameter size changed from 3 to 4',
    ])
  })

  test('names a record that came or went, and their order', async () => {
    const came = await why({ sizes: { a: 3 } }, { sizes: { a: 3, b: 4 } })
    expect(firstCauses(came)).toEqual(['all@all: it now reads count@b'])
    const went = await why({ sizes: { a: 3, b: 4 } }, { sizes: { a: 3 } })
    expect(firstCauses(went)).toEqual(['all@all: it no longer reads count@b'])
    const turned = await why({}, { order: ['b', 'a'] })
    expect(firstCauses(turned)).toEqual(['all@all: its records come in another order'])
  })

  test('is nothing where the artifact is the same, or a parameter changed that nothing reads', async () => {
    expect(await why({}, {})).toBeUndefined()
    expect(await why({ other: 1 }, { other: 2 })).toBeUndefined()
    expect(await why({}, { factor: 2 }, 'load@a', 'rows')).toBeUndefined()
    expect(await why({}, { factor: 2 }, 'load@a', 'nothing')).toBeUndefined()
  })

  test('is that a step is new where the earlier run did not have it', async () => {
    const found = await why({ sizes: { a: 3 } }, { sizes: { b: 3 } }, 'count@b', 'count')
    expect(found?.steps.map(({ step, causes }) => [step, causes])).toEqual([['count@b', [{ type: 'new' }]]])
  })

  test('is a change back, too, though nothing ran', async () => {
    const [, second, third] = await runs({}, { factor: 2 }, {})
    const found = second && third && whyChanged(second, third, { step: 'all@all', output: 'counts' })
    expect(third?.counts.ran).toBe(0)
    expect(firstCauses(found)).toEqual([
      'count@a: code changed: now uses version 1; no longer uses version 2',
      'count@b: code changed: now uses version 1; no longer uses version 2',
    ])
  })

  test('is that a step ran again where nothing that is tracked changed', async () => {
    let clock = 0
    const tick = stage({ name: 'tick', outputs: ['time'], cachers: [json()], version: 1 })(() => ({
      time: ++clock,
    }))
    const store = memoryStore()
    const one = tick(record({}, { name: 'one' }))
    const earlier = await documentOf(one, store)
    const later = await documentOf(one, store, { overwrite: true })
    const found = whyChanged(earlier, later, { step: 'tick@one', output: 'time' })
    expect(found?.firstCauses).toEqual([{ step: 'tick@one', cause: { type: 'ran-again' } }])
  })

  test('names a parameter that is read for the first time only where nothing else changed', async () => {
    const choose = stage({ name: 'choose', outputs: ['v'], cachers: [json()], version: 1 })(
      ({ params }: StageContext<{ mode: string; a: number; b: number }>) => ({
        v: params.mode === 'a' ? params.a : params.b,
      }),
    )
    const store = memoryStore()
    const at = (mode: string) => choose(record({ mode, a: 1, b: 2 }, { name: 'one' }))
    const [earlier, later] = [await documentOf(at('a'), store), await documentOf(at('b'), store)]
    const causes = whyChanged(earlier, later, { step: 'choose@one', output: 'v' })?.firstCauses ?? []
    expect(causes.map(({ cause }) => describeCause(cause))).toEqual([
      'parameter mode changed from "a" to "b"',
    ])
  })

  test('walks a chain of 20,000 steps', () => {
    const documentOfChain = (first: string): RunDocument =>
      ({
        run: first,
        startedAt: 0,
        codes: {},
        steps: Array.from({ length: 20_000 }, (_, index) => ({
          id: `s${index}@r`,
          inputs: index === 0 ? [] : [{ name: 'v', record: 0, digest: `${first} ${index - 1}` }],
          outputs: [{ name: 'v', digest: `${first} ${index}` }],
          dependsOn: index === 0 ? [] : [`s${index - 1}@r`],
          reads: index === 0 ? [{ what: 'parameter k', saw: first }] : [],
        })),
        // Of a document, the walk looks at these alone.
      }) as unknown as RunDocument
    const found = whyChanged(documentOfChain('1'), documentOfChain('2'), { step: 's19999@r', output: 'v' })
    expect(found?.steps).toHaveLength(20_000)
    expect(firstCauses(found)).toEqual(['s0@r: parameter k changed from 1 to 2'])
  })
})
