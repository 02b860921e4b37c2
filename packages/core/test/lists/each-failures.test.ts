import { each, json, list, type List, pipeline, record, stage, text } from 'stagewright'
import * as untyped from '../support/untyped.ts'
import { calledIn, failureOf, workbench } from '../support/workbench.ts'

const split = stage({ outputs: ['words'], cachers: [list(text())] })(function split({
  params,
}: {
  params: { words: readonly string[] }
}) {
  return { words: params.words }
})
const measure = stage({ inputs: ['word'], outputs: ['size'], cachers: [json()] })(function measure(
  _,
  { word }: { word: string },
) {
  if (word === 'bad') throw new Error('cannot measure it')
  return { size: word.length }
})
const square = stage({ inputs: ['size'], outputs: ['squared'], cachers: [json()] })(function square(
  _,
  { size }: { size: number },
) {
  return { squared: size * size }
})
const sum = stage({ inputs: ['squared'], outputs: ['total'], cachers: [json()] })(async function sum(
  _,
  { squared }: { squared: List<number> },
) {
  return { total: (await squared.toArray()).reduce((whole, part) => whole + part, 0) }
})
const all = pipeline(split, each({ over: 'words', as: 'word' })(pipeline(measure, square)), sum)

describe('an item that fails', () => {
  it('is named, and fails the run', async () => {
    const failure = await failureOf(
      workbench().run(all(record({ words: ['a', 'bad'] }, { name: 'small' })), { concurrency: 1 }),
    )
    expect(failure).toMatchObject({ _tag: 'StageExecutionError', stage: 'measure' })
    expect(failure['record']).toMatch(/^small\/[0-9a-f]{10}$/u)
    expect(failure.message).toContain('cannot measure it')
  })

  it('lets the others go on under keepGoing, and blocks what gathers it', async () => {
    const bench = workbench()
    const target = all(record({ words: ['a', 'bad', 'ccc'] }, { name: 'small' }))
    const result = await bench.run(target, { keepGoing: true })
    const outcomes = result.steps.map(({ stage: name, outcome }) => `${name} ${outcome}`).toSorted()
    expect(outcomes).toEqual([
      'each(words).size blocked',
      'each(words).squared blocked',
      'measure failed',
      'measure ran',
      'measure ran',
      'split ran',
      'square blocked',
      'square ran',
      'square ran',
      'sum blocked',
    ])
    expect(result.counts).toMatchObject({ failed: 1, blocked: 4, ran: 5 })
    await expect(result.value(target, 'total')).rejects.toMatchObject({ _tag: 'SkippedOutputError' })
    const again = await bench.run(target, { keepGoing: true })
    expect(calledIn(again)).toEqual(['measure'])
  })

  it('blocks items where what they share has failed', async () => {
    const shared = stage({ outputs: ['factor'] })(function shared(): { factor: number } {
      throw new Error('no factor')
    })
    const scale = stage({ inputs: ['word', 'factor'], outputs: ['scaled'], cachers: [json()] })(
      function scale(_, { word, factor }: { word: string; factor: number }) {
        return { scaled: word.length * factor }
      },
    )
    const target = pipeline(
      shared,
      split,
      each({ over: 'words', as: 'word' })(scale),
    )(record({ words: ['a', 'b'] }))
    const result = await workbench().run(target, { keepGoing: true })
    expect(result.steps.map(({ stage: name, outcome }) => `${name} ${outcome}`).toSorted()).toEqual([
      'each(words).scaled blocked',
      // It stands for all items: the list was never gone over.
      'scale blocked',
      'shared failed',
      'split ran',
    ])
  })

  it('is retried as any step is', async () => {
    let calls = 0
    const flaky = stage({ inputs: ['word'], outputs: ['kept'], cachers: [text()], retries: 1, version: 1 })(
      function flaky(_, { word }: { word: string }) {
        calls++
        if (calls === 1) throw new Error('the first call fails')
        return { kept: word }
      },
    )
    const target = pipeline(split, each({ over: 'words', as: 'word' })(flaky))(record({ words: ['a', 'b'] }))
    const result = await workbench().run(target)
    expect(await (await result.value(target, 'kept')).toArray()).toEqual(['a', 'b'])
    expect(calls).toBe(3)
    expect(result.events.filter(({ type }) => type === 'step-retried')).toHaveLength(1)
  })
})

describe('each that makes no sense', () => {
  const loose = untyped.stage({ inputs: ['word'], outputs: ['size'], cachers: [untyped.json()] })(
    function measureLoosely() {
      return { size: 1 }
    },
  )
  const begun = untyped.stage({ outputs: ['words'], cachers: [untyped.json()] })(function begin() {
    return { words: ['a'] }
  })

  it('goes over what is no list', async () => {
    const target = untyped.each({ over: 'words', as: 'word' })(loose)(
      begun(untyped.record({}, { name: 'r' })),
    )
    await expect(untyped.plan(target)).rejects.toThrow(
      "Stage 'each(words)': 'words', which stage 'begin' outputs, is not kept as a list, so it has no items to go over. Give it the cacher list(json()), or list(...) around another one.",
    )
  })

  it('goes over what nothing outputs', async () => {
    const target = untyped.each({ over: 'wrods', as: 'word' })(loose)(
      begun(untyped.record({}, { name: 'r' })),
    )
    await expect(untyped.plan(target)).rejects.toThrow(
      "Stage 'each(wrods).size' needs the input 'wrods', which nothing before it outputs in record 'r' (it has 'words').",
    )
  })

  it('leaves an input of the stage open', async () => {
    const other = untyped.stage({ inputs: ['word', 'weight'], outputs: ['size'], cachers: [untyped.json()] })(
      function weigh() {
        return { size: 1 }
      },
    )
    const listed = untyped.stage({ outputs: ['words'], cachers: [list(json())] })(function begin() {
      return { words: ['a'] }
    })
    const target = untyped.each({ over: 'words', as: 'word' })(other)(
      listed(untyped.record({}, { name: 'r' })),
    )
    await expect(untyped.plan(target)).rejects.toThrow("Stage 'weigh' needs the input 'weight'")
  })

  it.each([
    [{ over: 'words' }, "'as' is what an item is called"],
    [{ over: ['words', 'words'], as: ['a', 'b'] }, "'over' is the name of a list"],
    [{ over: ['words', 'labels'], as: 'word' }, 'goes over 2 lists and has 1 names for their items'],
    [{ over: 'words', as: 'word', at: 1 }, "'at'"],
  ])('is refused with %j', (spec, sentence) => {
    expect(() => untyped.each(spec)).toThrow(sentence)
  })

  it('is given no stage, an aggregate, a stage without outputs, or one that keeps nothing', () => {
    const over = untyped.each({ over: 'words', as: 'word' })
    expect(() => over(undefined)).toThrow('each(words) takes a stage, and got undefined')
    const none = untyped.aggregate({ outputs: ['a'] })(function gatherAll() {
      return { a: 1 }
    })
    expect(() => over(none)).toThrow("'gatherAll' is an aggregate, which also needs the records")
    const record_ = begun(untyped.record({}))
    const check = untyped.stage({ inputs: ['word'] })(function check() {})
    expect(() => over(check)(record_)).toThrow('outputs nothing, so there is nothing to make lists of')
    const uncached = untyped.stage({ inputs: ['word'], outputs: ['size'] })(function uncached() {
      return { size: 1 }
    })
    expect(() => over(uncached)(record_)).toThrow(
      "Stage 'uncached': each(words) makes lists of what is stored, and the output 'size' has no cacher.",
    )
    expect(() => over(() => 1)(record_)).toThrow('a function from record to record, and this one gave none')
  })
})
