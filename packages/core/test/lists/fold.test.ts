import * as fc from 'fast-check'
import { each, fold, json, list, memoryStore, pipeline, record, stage, text } from 'stagewright'
import { failureOf, thrownBy, workbench } from '../support/workbench.ts'

type Texts = readonly string[]

const split = stage({ outputs: ['words'], cachers: [list(text())] })(function split({
  params,
}: {
  params: { texts: Texts }
}) {
  return { words: params.texts }
})
/** What was combined shows in what order it was. */
const inOrder = { concat: (first: string, second: string) => `${first}${second}`, empty: '' }
const join = fold({ inputs: ['words'], outputs: ['all'], cachers: [text()], name: 'join' })(
  inOrder,
  (word: string) => `${word}.`,
)
const all = pipeline(split, join)
const of = (texts: Texts) => all(record({ texts }, { name: 'small' }))
const numbered = (length: number): Texts => Array.from({ length }, (_, index) => `word ${index}`)
const expected = (texts: Texts): string => texts.map((word) => `${word}.`).join('')
const combines = ({ called }: { readonly called: readonly string[] }): number =>
  called.filter((name) => name === 'join').length

describe('fold', () => {
  it('combines what the function makes of the items, in their order', async () => {
    const bench = workbench()
    for (const length of [0, 1, 2, 3, 10, 100]) {
      const target = of(numbered(length))
      const result = await bench.run(target)
      expect(await result.value(target, 'all')).toBe(expected(numbered(length)))
    }
  })

  it('runs nothing when nothing changed, and plans one step', async () => {
    const bench = workbench()
    await bench.run(of(numbered(50)))
    const planned = await bench.plan(of(numbered(50)))
    expect(planned.steps.map(({ id, decision }) => [id, decision])).toEqual([
      ['split@small', 'skip'],
      ['join@small', 'reuse'],
    ])
    expect((await bench.run(of(numbered(50)))).called).toEqual([])
  })

  it('combines at most 40 times for one item more, less, changed or moved to the front of 400', async () => {
    const bench = workbench()
    const texts = numbered(400)
    expect(combines(await bench.run(of(texts)))).toBe(399)
    const edits: readonly Texts[] = [
      [...texts, 'new'],
      ['new', ...texts],
      texts.toSpliced(200, 0, 'new'),
      texts.toSpliced(200, 1),
      texts.with(200, 'changed'),
      [texts[300] ?? '', ...texts.toSpliced(300, 1)],
    ]
    for (const edited of edits) {
      const target = of(edited)
      const result = await bench.run(target)
      expect(await result.value(target, 'all')).toBe(expected(edited))
      expect(combines(result)).toBeLessThanOrEqual(40)
      expect(combines(result)).toBeGreaterThan(0)
    }
  }, 30_000)

  it('combines equal items in powers of two, so that one more or less costs few combines', async () => {
    const bench = workbench()
    const same = (length: number): Texts => Array.from({ length }, () => 'same')
    expect(combines(await bench.run(of(same(1000))))).toBeLessThanOrEqual(20)
    for (const length of [1001, 999, 1023, 1024]) {
      const target = of(same(length))
      const result = await bench.run(target)
      expect(await result.value(target, 'all')).toBe(expected(same(length)))
      expect(combines(result)).toBeLessThanOrEqual(20)
    }
  })

  it('does not depend on what the list was before: the parts of a list are the same wherever it came from', async () => {
    const texts = numbered(60)
    const straight = workbench()
    await straight.run(of(texts))
    const roundabout = workbench()
    for (const edited of [texts.slice(0, 30), texts.toReversed(), texts.toSpliced(10, 5), texts])
      await roundabout.run(of(edited))
    const parts = async ({ store }: typeof straight): Promise<readonly string[]> => {
      const session = await store.open({ readOnly: true })
      try {
        const traces = session.latest(['join'], 10_000)
        const [found = []] = traces instanceof Promise ? await traces : traces
        return found.map(({ key }) => key).toSorted()
      } finally {
        await session.close()
      }
    }
    const all60 = await parts(straight)
    expect(all60).toHaveLength(59)
    expect(await parts(roundabout)).toEqual(expect.arrayContaining([...all60]))
  })

  it('stops where what is combined comes out the same', async () => {
    const longest = fold({ inputs: ['words'], outputs: ['longest'], cachers: [json()], name: 'longest' })(
      { concat: Math.max, empty: 0 },
      (word: string) => word.length,
    )
    const shout = stage({ inputs: ['longest'], outputs: ['loud'], cachers: [json()] })(function shout(
      _,
      { longest: length }: { longest: number },
    ) {
      return { loud: length * 2 }
    })
    const ofLongest = (texts: Texts) => pipeline(split, longest, shout)(record({ texts }, { name: 'small' }))
    const bench = workbench()
    const texts = ['a word that is longer than all others', ...numbered(200)]
    await bench.run(ofLongest(texts))
    const { called } = await bench.run(ofLongest(texts.with(100, 'other')))
    expect(called.filter((name) => name === 'longest').length).toBeLessThan(8)
    expect(called).not.toContain('shout')
  })

  it('folds lists that `each` makes, and inside `each`', async () => {
    const letters = stage({ inputs: ['word'], outputs: ['letters'], cachers: [list(text())] })(
      function letters(_, { word }: { word: string }) {
        return { letters: word.split('') }
      },
    )
    const spell = fold({ inputs: ['letters'], outputs: ['spelt'], cachers: [text()], name: 'spell' })(
      inOrder,
      (letter: string) => `${letter}-`,
    )
    const total = fold({ inputs: ['spelt'], outputs: ['total'], cachers: [text()], name: 'total' })(
      inOrder,
      (spelt: string) => `${spelt} `,
    )
    const spelling = pipeline(split, each({ over: 'words', as: 'word' })(pipeline(letters, spell)), total)
    const spelled = (texts: Texts) => spelling(record({ texts }, { name: 'small' }))
    const bench = workbench()
    const target = spelled(['abc', 'de', '', 'f', 'abc'])
    const result = await bench.run(target)
    expect(await result.value(target, 'total')).toBe('a-b-c- d-e-  f- a-b-c- ')
    expect((await bench.run(spelled(['abc', 'de', '', 'f', 'abc']))).called).toEqual([])
    const { called } = await bench.run(spelled(['abcd', 'de', '', 'f', 'abc']))
    expect(called.filter((name) => name === 'letters')).toHaveLength(1)
  })

  it('folds an artifact of many records', async () => {
    const measure = stage({ outputs: ['size'], cachers: [json()] })(function measure({
      params,
    }: {
      params: { k: number }
    }) {
      return { size: params.k * 10 }
    })
    const sum = fold({ inputs: ['size'], outputs: ['sum'], cachers: [json()], name: 'sum' })(
      { concat: (a: number, b: number) => a + b, empty: 0 },
      (size: number) => size + 1,
    )
    const summed = (length: number) =>
      sum(
        record({}, { name: 'sum' }),
        Array.from({ length }, (_, k) => measure(record({ k }))),
      )
    const bench = workbench()
    const target = summed(100)
    const result = await bench.run(target)
    expect(await result.value(target, 'sum')).toBe(49_600)
    expect((await bench.run(summed(100))).called).toEqual([])
    const more = summed(101)
    const again = await bench.run(more)
    expect(await again.value(more, 'sum')).toBe(50_601)
    expect(again.called.filter((name) => name === 'sum').length).toBeLessThan(25)
    const empty = summed(0)
    expect(await (await bench.run(empty)).value(empty, 'sum')).toBe(0)
  })

  it('combines anew when the monoid or the function changed, and says what did', async () => {
    const bench = workbench()
    const joining = (separator: string) =>
      pipeline(
        split,
        fold({ inputs: ['words'], outputs: ['all'], cachers: [text()], name: 'join', deps: [separator] })(
          { concat: (a: string, b: string) => `${a}${separator}${b}`, empty: '' },
          (word: string) => word,
        ),
      )(record({ texts: ['a', 'b', 'c'] }, { name: 'small' }))
    await bench.run(joining('+'))
    const target = joining('-')
    const planned = await bench.plan(target)
    expect(planned.steps.find(({ id }) => id === 'join@small')?.explanation).toBe(
      'code changed: dependency 1, concat',
    )
    expect(await (await bench.run(target)).value(target, 'all')).toBe('a-b-c')
  })

  it('gives what a loop gives after any edits', async () => {
    const word = fc.constantFrom('a', 'b', 'cc', 'd d')
    const edit = fc.record({ at: fc.nat(40), remove: fc.nat(3), add: fc.array(word, { maxLength: 3 }) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(word, { maxLength: 30 }),
        fc.array(edit, { maxLength: 4 }),
        async (first, edits) => {
          const bench = workbench(memoryStore())
          let texts: Texts = first
          for (const { at, remove, add } of [{ at: 0, remove: 0, add: [] }, ...edits]) {
            texts = texts.toSpliced(at, remove, ...add)
            const target = of(texts)
            expect(await (await bench.run(target)).value(target, 'all')).toBe(expected(texts))
            expect((await bench.run(target)).called).toEqual([])
          }
        },
      ),
      { numRuns: 8 },
    )
  })
})

describe('a fold that fails', () => {
  const picky = fold({ inputs: ['words'], outputs: ['all'], cachers: [text()], name: 'picky' })(
    inOrder,
    (word: string) => {
      if (word === 'word 7') throw new Error('seven')
      return word
    },
  )
  const pickyOf = (texts: Texts) => pipeline(split, picky)(record({ texts }, { name: 'small' }))

  it('names the stage, the record, the list and the items', async () => {
    const error = await failureOf(workbench().run(pickyOf(numbered(9))))
    expect(error.message).toMatch(
      /^Stage 'picky' failed for record 'small(\/[0-9a-f]{10})?', combining items? .*\b(7|[0-6] to ([78]))\b.* of 'words': seven$/u,
    )
    expect(error).toMatchObject({ _tag: 'StageExecutionError', stage: 'picky' })
  })

  it('keeps what was combined, for the next run', async () => {
    const bench = workbench()
    const result = await bench.run(pickyOf(numbered(200)), { keepGoing: true })
    expect(result.steps.find(({ id }) => id === 'picky@small')?.outcome).toBe('blocked')
    const { called } = await bench.run(pickyOf(numbered(200).with(7, 'eight')))
    expect(called.filter((name) => name === 'picky').length).toBeLessThan(40)
  })

  it('is blocked by an item that failed, by name', async () => {
    const fussy = stage({ inputs: ['word'], outputs: ['size'], cachers: [json()] })(function fussy(
      _,
      { word }: { word: string },
    ) {
      if (word === 'bad') throw new Error('no')
      return { size: word.length }
    })
    const sum = fold({ inputs: ['size'], outputs: ['sum'], cachers: [json()], name: 'sum' })(
      { concat: (a: number, b: number) => a + b, empty: 0 },
      (size: number) => size,
    )
    const target = pipeline(
      split,
      each({ over: 'words', as: 'word' })(fussy),
      sum,
    )(record({ texts: ['a', 'bad', 'c'] }, { name: 'small' }))
    const result = await workbench().run(target, { keepGoing: true })
    const sumStep = result.steps.find(({ id }) => id === 'sum@small')
    expect(sumStep?.outcome).toBe('blocked')
    expect(sumStep?.blockedBy).toMatch(/^fussy@small\//u)
  })

  it.each<readonly [string, () => unknown, RegExp]>([
    [
      'no monoid',
      () =>
        fold({ inputs: ['words'], outputs: ['all'], cachers: [text()] })({} as never, (word: string) => word),
      /takes a monoid/u,
    ],
    [
      'two lists',
      () =>
        fold({ inputs: ['a', 'b'] as never, outputs: ['all'], cachers: [text()] })(
          inOrder,
          (word: string) => word,
        ),
      /combines one list/u,
    ],
    [
      'no cacher',
      () => fold({ inputs: ['words'], outputs: ['all'] } as never)(inOrder as never, (word: string) => word),
      /needs a cacher/u,
    ],
    [
      'a list',
      () =>
        fold({ inputs: ['words'], outputs: ['all'], cachers: [list(text())] } as never)(
          inOrder as never,
          (word: string) => word,
        ),
      /as a whole, and not item by item/u,
    ],
  ])('refuses %s', (_, make, sentence) => {
    expect(thrownBy(make).message).toMatch(sentence)
  })
})
