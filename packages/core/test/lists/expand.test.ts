import { each, expand, fold, json, list, pipeline, record, stage, text } from 'stagewright'
import { failureOf, thrownBy, workbench } from '../support/workbench.ts'

const choose = stage({ outputs: ['k'], cachers: [json()] })(function choose({
  params,
}: {
  params: { k: number }
}) {
  return { k: params.k }
})
const cluster = stage({ outputs: ['clusters'], cachers: [json()] })(function cluster({
  params,
}: {
  params: { k: number; seed: number }
}) {
  return { clusters: Array.from({ length: params.k }, (_, index) => index * params.seed) }
})
const summarise = stage({ inputs: ['clusters'], outputs: ['summary'], cachers: [text()] })(function summarise(
  _,
  { clusters }: { clusters: readonly number[] },
) {
  return { summary: clusters.join('+') }
})
const shout = stage({ inputs: ['summary'], outputs: ['loud'], cachers: [text()] })(function shout(
  _,
  { summary }: { summary: string },
) {
  return { loud: `${summary}!` }
})
const shaped = expand({ inputs: ['k'], outputs: ['summary'] })(
  ({ params }: { params: { seed: number } }, { k }: { k: number }) =>
    summarise(cluster(record({ seed: params.seed, k }))),
)
const built = (_: object, { k }: { k: number }) => summarise(cluster(record({ seed: 1, k })))
const all = pipeline(choose, shaped, shout)
const of = (k: number) => all(record({ k, seed: 2 }, { name: 'r' }))
const ran = (result: { readonly called: readonly string[] }): readonly string[] =>
  result.called.filter((name) => !name.startsWith('expand('))

describe('expand', () => {
  it('applies the stages that the function builds, and takes over what they output', async () => {
    const bench = workbench()
    const first = await bench.plan(of(3))
    expect(first.steps.map(({ id, explanation }) => [id, explanation])).toEqual([
      ['choose@r', 'first run'],
      ['expand(k).summary@r', "expands when 'k' is known"],
      ['shout@r', 'first run'],
    ])
    const target = of(3)
    const result = await bench.run(target)
    expect(ran(result)).toEqual(['choose', 'cluster', 'shout', 'summarise'].toSorted())
    expect(await result.value(target, 'loud')).toBe('0+2+4!')
    expect(await result.value(target, 'summary')).toBe('0+2+4')
    expect((await bench.run(of(3))).called).toEqual([])
    expect((await bench.plan(of(3))).counts).toMatchObject({ run: 0, maybe: 0 })
  })

  it('runs what another value asks for, and nothing when the value is the earlier one again', async () => {
    const bench = workbench()
    await bench.run(of(3))
    expect(ran(await bench.run(of(4)))).toEqual(['choose', 'cluster', 'shout', 'summarise'].toSorted())
    const back = of(3)
    const result = await bench.run(back)
    expect(result.called).toEqual([])
    expect(await result.value(back, 'loud')).toBe('0+2+4!')
  })

  it('expands inside itself as deep as values say, and refuses to do so without end', async () => {
    const count = stage({ outputs: ['left'], cachers: [json()] })(function count({
      params,
    }: {
      params: { n: number }
    }) {
      return { left: params.n }
    })
    const done = stage({ outputs: ['result'], cachers: [json()] })(function done() {
      return { result: 'done' }
    })
    interface Ends {
      readonly result: string
    }
    const down = (n: number, step: number): ReturnType<typeof done> extends infer Built ? Built : never =>
      expand({ inputs: ['left'], outputs: ['result'], name: `down-${n}` })((_, { left }: { left: number }) =>
        left === 0 ? done(record({}, { name: 'end' })) : down(left - step, step),
      )(count(record({ n }, { name: `n${n}` }))) as never
    const bench = workbench()
    const target = down(30, 1)
    const result = await bench.run(target as never)
    expect(
      await (result.value as (of: unknown, name: string) => Promise<Ends['result']>)(target, 'result'),
    ).toBe('done')
    expect((await bench.run(down(30, 1) as never)).called).toEqual([])
    const error = await failureOf(workbench().run(down(1, 0) as never))
    expect(error.message).toMatch(
      /^down-1 was expanded inside its own expansion 200 times over, for record 'n1'/u,
    )
  }, 60_000)

  it('expands inside `each`, and goes over lists and folds', async () => {
    const numbers = stage({ outputs: ['numbers'], cachers: [list(json())] })(function numbers({
      params,
    }: {
      params: { upTo: readonly number[] }
    }) {
      return { numbers: params.upTo }
    })
    const range = stage({ outputs: ['range'], cachers: [list(json())] })(function range({
      params,
    }: {
      params: { n: number }
    }) {
      return { range: Array.from({ length: params.n }, (_, index) => index) }
    })
    const sum = fold({ inputs: ['range'], outputs: ['sum'], cachers: [json()], name: 'sum' })(
      { concat: (a: number, b: number) => a + b, empty: 0 },
      (n: number) => n,
    )
    const perNumber = expand({ inputs: ['number'], outputs: ['sum'], cachers: [json()] })(
      (_, { number }: { number: number }) => sum(range(record({ n: number }, { name: `to-${number}` }))),
    )
    const sums = (...upTo: readonly number[]) =>
      pipeline(numbers, each({ over: 'numbers', as: 'number' })(perNumber))(record({ upTo }, { name: 'r' }))
    const bench = workbench()
    const target = sums(3, 10, 0)
    const result = await bench.run(target)
    expect(await (await result.value(target, 'sum')).toArray()).toEqual([3, 45, 0])
    expect((await bench.run(sums(3, 10, 0))).called).toEqual([])
    const { called } = await bench.run(sums(3, 11, 0))
    expect(called.filter((name) => name === 'range')).toHaveLength(1)
  })

  it('is blocked by what fails inside, by name', async () => {
    const broken = stage({ outputs: ['summary'], cachers: [text()] })(function broken(): { summary: string } {
      throw new Error('no')
    })
    const target = pipeline(
      choose,
      expand({ inputs: ['k'], outputs: ['summary'] })((_, { k }: { k: number }) =>
        broken(record({ k }, { name: 'in' })),
      ),
      shout,
    )(record({ k: 1 }, { name: 'r' }))
    const result = await workbench().run(target, { keepGoing: true })
    expect(result.steps.map(({ id, outcome, blockedBy }) => [id, outcome, blockedBy])).toEqual([
      ['choose@r', 'ran', undefined],
      ['broken@in', 'failed', undefined],
      ['expand(k).summary@r', 'blocked', 'broken@in'],
      ['shout@r', 'blocked', 'broken@in'],
    ])
  })

  it.each<readonly [string, () => unknown, RegExp]>([
    [
      'that is async',
      async () => summarise(cluster(record({ k: 1, seed: 1 }))),
      /returned a promise\. It only builds a graph/u,
    ],
    ['that returns a value', () => 3, /returned no record/u],
    [
      'whose record lacks an output',
      () => cluster(record({ k: 1, seed: 1 })),
      /has no 'summary', which it declares as output\. It has: clusters/u,
    ],
    [
      'that throws',
      () => {
        throw new Error('boom')
      },
      /Stage 'expand\(k\)' failed for record 'r': boom/u,
    ],
    [
      'that applies a stage without its input',
      () => summarise(record({}, { name: 'inner' }) as never),
      /'inner'.*'clusters'|'clusters'.*'inner'/u,
    ],
  ])('refuses a function %s', async (_, build, sentence) => {
    const target = pipeline(
      choose,
      expand({ inputs: ['k'], outputs: ['summary'] })(build as typeof built),
    )(record({ k: 1 }, { name: 'r' }))
    const bench = workbench()
    expect((await failureOf(bench.run(target))).message).toMatch(sentence)
    expect((await failureOf(bench.plan(target))).message).toMatch(sentence)
  })

  it('refuses a value that is not stored, before anything runs', async () => {
    const loose = stage({ outputs: ['k'] })(function loose() {
      return { k: 1 }
    })
    const error = await failureOf(workbench().run(pipeline(loose, shaped)(record({ seed: 1 }))))
    expect(error.message).toContain(
      "'k', which stage 'loose' outputs, is not stored, so a plan cannot look at it",
    )
    expect(thrownBy(() => expand({ outputs: [] as never })(() => 1 as never)).message).toContain(
      'has no outputs',
    )
  })
})
