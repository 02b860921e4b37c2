import {
  aggregate,
  type ByRecord,
  each,
  fork,
  json,
  list,
  type List,
  pipeline,
  record,
  stage,
  text,
} from 'stagewright'
import * as untyped from '../support/untyped.ts'
import { type AnyTarget, calledIn, workbench } from '../support/workbench.ts'

const books = stage({ outputs: ['books'], cachers: [list(text())] })(function books({
  params,
}: {
  params: { books: readonly string[] }
}) {
  return { books: params.books }
})
const chapters = stage({ inputs: ['book'], outputs: ['chapters'], cachers: [list(text())] })(
  function chapters(_, { book }: { book: string }) {
    return { chapters: book === '' ? [] : book.split(' ') }
  },
)
const shout = stage({ inputs: ['chapter'], outputs: ['loud'], cachers: [text()] })(function shout(
  { params }: { params: { mark: string } },
  { chapter }: { chapter: string },
) {
  return { loud: chapter.toUpperCase() + params.mark }
})
const nested = pipeline(
  books,
  each({ over: 'books', as: 'book' })(pipeline(chapters, each({ over: 'chapters', as: 'chapter' })(shout))),
)

const arrays = async (lists: List<List<string>>): Promise<readonly (readonly string[])[]> =>
  Promise.all((await lists.toArray()).map((inner) => inner.toArray()))

describe('each inside each', () => {
  it('makes lists of lists, and runs what is new of the innermost', async () => {
    const bench = workbench()
    const of = (...all: readonly string[]) => nested(record({ books: all, mark: '!' }, { name: 'shelf' }))
    const target = of('a b', '', 'b c')
    const result = await bench.run(target)
    expect(calledIn(result)).toEqual(['books', 'chapters', 'chapters', 'chapters', 'shout', 'shout', 'shout'])
    expect(await arrays(await result.value(target, 'loud'))).toEqual([['A!', 'B!'], [], ['B!', 'C!']])
    expect((await bench.run(of('a b', '', 'b c'))).called).toEqual([])
    expect(calledIn(await bench.run(of('b c d', '', 'a b')))).toEqual(['books', 'chapters', 'shout'])
  })
})

describe('lists that are gone over together', () => {
  const pairs = stage({ outputs: ['words', 'labels'], cachers: [list(text()), list(json())] })(
    function pairs({ params }: { params: { words: readonly string[]; labels: readonly number[] } }) {
      return { words: params.words, labels: params.labels }
    },
  )
  const join = stage({ inputs: ['word', 'label'], outputs: ['joined'], cachers: [text()] })(function join(
    _,
    { word, label }: { word: string; label: number },
  ) {
    return { joined: `${word}${label}` }
  })
  const zipped = pipeline(pairs, each({ over: ['words', 'labels'], as: ['word', 'label'] })(join))

  it('give the stage one item of each, by their places', async () => {
    const bench = workbench()
    const target = zipped(record({ words: ['a', 'b', 'a'], labels: [1, 2, 1] }))
    const result = await bench.run(target)
    expect(await (await result.value(target, 'joined')).toArray()).toEqual(['a1', 'b2', 'a1'])
    expect(calledIn(result)).toEqual(['join', 'join', 'pairs'])
  })

  it('are refused where one is longer', async () => {
    const target = zipped(record({ words: ['a', 'b'], labels: [1] }, { name: 'small' }))
    await expect(workbench().run(target)).rejects.toThrow(
      "the lists 'words' and 'labels' of record 'small' have 2 and 1 items. Lists that are gone over together are equally long.",
    )
  })
})

describe('each with forks and aggregates', () => {
  const compare = aggregate({ inputs: ['loud'], outputs: ['table'], cachers: [json()] })(
    async function compare(_, __, { loud }: { loud: ByRecord<List<string>, { mark: string }> }) {
      const rows: string[] = []
      for (const [, words] of loud) for await (const word of words) rows.push(word)
      return { table: rows }
    },
  )
  const one = pipeline(
    stage({ outputs: ['chapters'], cachers: [list(text())] })(function split() {
      return { chapters: ['x', 'y'] }
    }),
  )
  const loudly = each({ over: 'chapters', as: 'chapter' })(shout)

  it('shares the items of a fork whose stages read none of what differs', async () => {
    const bench = workbench()
    const begun = one(record({ mark: '!', other: 0 }, { name: 'begun' }))
    const grid = [1, 2, 3].map((other) =>
      loudly(fork(begun, { mark: '!', other }, { name: `fork ${other}` })),
    )
    const target = compare(record({}), grid)
    const result = await bench.run(target)
    expect(calledIn(result)).toEqual(['compare', 'shout', 'shout', 'split'])
    expect(await result.value(target, 'table')).toEqual(['X!', 'Y!', 'X!', 'Y!', 'X!', 'Y!'])
  })

  it('runs the items anew whose stages read what differs', async () => {
    const bench = workbench()
    const begun = one(record({ mark: '!' }, { name: 'begun' }))
    const grid = ['!', '?'].map((mark) => loudly(fork(begun, { mark }, { name: mark })))
    const target = compare(record({}), grid)
    const result = await bench.run(target)
    expect(calledIn(result).filter((name) => name === 'shout')).toHaveLength(4)
    expect(await result.value(target, 'table')).toEqual(['X!', 'Y!', 'X?', 'Y?'])
  })

  it('compares what is made of an item under several parameter sets', async () => {
    const bench = workbench()
    const best = aggregate({ inputs: ['loud'], outputs: ['all'], cachers: [json()] })(function best(
      _,
      records,
      { loud }: { loud: ByRecord<string> },
    ) {
      return { all: [...loud.values(), records.length] }
    })
    const looseBest = best as unknown as (one: AnyTarget, all: readonly AnyTarget[]) => AnyTarget
    const looseShout = shout as unknown as (one: AnyTarget) => AnyTarget
    const inner = (item: AnyTarget) =>
      looseBest(
        item,
        ['!', '?'].map((mark) => looseShout(untyped.fork(item, { mark }, { name: mark }))),
      )
    const begun = one(record({ mark: '.' }, { name: 'r' })) as unknown as AnyTarget
    const target = untyped.each({ over: 'chapters', as: 'chapter' })(inner)(begun)
    const result = await bench.run(target)
    const all = (await result.value(target, 'all')) as List<unknown>
    expect(await all.toArray()).toEqual([
      ['X!', 'X?', 2],
      ['Y!', 'Y?', 2],
    ])
    expect(calledIn(result)).toEqual(['best', 'best', 'shout', 'shout', 'shout', 'shout', 'split'])
  })
})

describe('what items share with their record', () => {
  it('is read by their stages, as are its parameters', async () => {
    const weigh = stage({ inputs: ['chapter', 'weight'], outputs: ['weighed'], cachers: [json()] })(
      function weigh(_, { chapter, weight }: { chapter: string; weight: number }) {
        return { weighed: chapter.length * weight }
      },
    )
    // Nothing is kept of it, so it is in memory until the last item was made.
    const begin = stage({ outputs: ['chapters'], cachers: [list(text())] })(function begin() {
      return { chapters: ['a', 'bb', 'ccc'] }
    })
    const weight = stage({ outputs: ['weight'] })(function weight() {
      return { weight: 10 }
    })
    const bench = workbench()
    const target = pipeline(weight, begin, each({ over: 'chapters', as: 'chapter' })(weigh))(record({}))
    const result = await bench.run(target)
    expect(await (await result.value(target, 'weighed')).toArray()).toEqual([10, 20, 30])
    expect(calledIn(result)).toEqual(['begin', 'weigh', 'weigh', 'weigh', 'weight'])
  })
})
