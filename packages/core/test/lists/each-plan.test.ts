import { each, fileStore, json, list, type List, pipeline, record, stage, text } from 'stagewright'
import { isManifest, readManifest } from '../../src/lists/manifest.ts'
import { one } from '../../../testing/src/store-conformance/one.ts'
import { forgetful } from '../support/forgetful-store.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { calledIn, workbench } from '../support/workbench.ts'

const parameters = (words: readonly string[], times = 1) => ({ words, times })
const split = stage({ outputs: ['words'], cachers: [list(text())] })(function split({
  params,
}: {
  params: { words: readonly string[] }
}) {
  return { words: params.words }
})
const repeat = stage({ inputs: ['word'], outputs: ['long'], cachers: [text()] })(function repeat(
  { params }: { params: { times: number } },
  { word }: { word: string },
) {
  return { long: word.repeat(params.times) }
})
/** Most words have the same length when they change. */
const measure = stage({ inputs: ['long'], outputs: ['size'], cachers: [json()] })(function measure(
  _,
  { long }: { long: string },
) {
  return { size: long.length }
})
const sum = stage({ inputs: ['size'], outputs: ['total'], cachers: [json()] })(async function sum(
  _,
  { size }: { size: List<number> },
) {
  return { total: (await size.toArray()).reduce((whole, part) => whole + part, 0) }
})
const all = pipeline(split, each({ over: 'words', as: 'word' })(pipeline(repeat, measure)), sum)
const of = (words: readonly string[], times = 1) => all(record(parameters(words, times), { name: 'r' }))

const decided = (plan: {
  readonly steps: readonly { readonly stage: string; readonly decision: string }[]
}): readonly string[] => plan.steps.map(({ stage: name, decision }) => `${name} ${decision}`)

describe('a plan', () => {
  it('has a line for each stage of items that are not known', async () => {
    const plan = await workbench().plan(of(['a', 'b']))
    expect(decided(plan)).toEqual([
      'split run',
      'repeat maybe',
      'measure maybe',
      'each(words).long maybe',
      'each(words).size maybe',
      'sum run',
    ])
    expect(plan.steps.map(({ explanation }) => explanation)).toEqual([
      'first run',
      "expands when 'words' is known",
      'expands with the items',
      "expands when 'words' is known",
      "expands when 'words' is known",
      'first run',
    ])
  })

  it("shows every item's decision where the list is in the store", async () => {
    const bench = workbench()
    await bench.run(of(['a', 'b', 'c']))
    expect(decided(await bench.plan(of(['a', 'b', 'c'], 2)))).toEqual([
      'split reuse',
      'repeat run',
      'measure maybe',
      'repeat run',
      'measure maybe',
      'repeat run',
      'measure maybe',
      'each(words).long maybe',
      'each(words).size maybe',
      'sum maybe',
    ])
  })

  it('is carried out as it says, and stops where what came out is the same', async () => {
    const bench = workbench(fileStore(temporaryFolder()))
    await bench.run(of(['a', 'b', 'c']))
    expect(calledIn(await bench.run(of(['x', 'b', 'c'])))).toEqual(['measure', 'repeat', 'split'])
    const again = await bench.run(of(['x', 'b', 'c']))
    expect(again.called).toEqual([])
    expect(again.plan.counts).toMatchObject({ run: 0, maybe: 0 })
  })

  it('runs items again that are overwritten, whether they are known or not', async () => {
    const bench = workbench()
    await bench.run(of(['a', 'b']))
    const known = await bench.run(of(['a', 'b']), { overwrite: ['repeat'] })
    expect(calledIn(known)).toEqual(['repeat', 'repeat'])
    const unknown = await bench.run(of(['b', 'a', 'c']), { overwrite: ['repeat'] })
    expect(calledIn(unknown)).toEqual(['measure', 'repeat', 'repeat', 'repeat', 'split', 'sum'])
    const one =
      (await bench.plan(of(['a', 'b']))).steps.find(({ stage: name }) => name === 'repeat')?.id ?? ''
    expect(calledIn(await bench.run(of(['a', 'b']), { overwrite: [one] }))).toEqual(['repeat'])
    await expect(bench.run(of(['a', 'b']), { overwrite: ['repaet'] })).rejects.toThrow(
      "No stage is called 'repaet'",
    )
  })

  it('gives the steps of a run in an order in which they can run, and without what stood for them', async () => {
    const result = await workbench().run(of(['a', 'b']))
    const place = new Map(result.steps.map(({ id }, index) => [id, index]))
    for (const { id, dependsOn } of result.steps)
      for (const before of dependsOn) expect(place.get(before)).toBeLessThan(place.get(id) ?? -1)
    expect(result.steps.filter(({ record: name }) => name.endsWith('...'))).toEqual([])
    expect(result.counts).toEqual({ ran: 8, reused: 0, skipped: 0, failed: 0, blocked: 0 })
    expect(result.plan.steps).toHaveLength(6)
  })
})

describe('an item that is gone', () => {
  /** A store, what it holds of a stage's results, and what makes it forget the first of them. */
  const forgetting = async (name: string) => {
    const store = forgetful(fileStore(temporaryFolder()))
    await workbench(store).run(of(['a', 'b', 'c']))
    const session = await store.open({ readOnly: true })
    const [first] = [...(await one(session).executions())].flatMap(({ trace }) =>
      trace.stage === name ? trace.outputs : [],
    )
    if (first?.stored === undefined) throw new Error(`Nothing is stored of ${name}.`)
    const manifest = isManifest(first.stored) ? readManifest(await session.read(first.stored)) : []
    await session.close()
    return { bench: workbench(store), prune: store.pruneAt, stored: first.stored, item: manifest[0]?.stored }
  }

  it('is made anew with the list that is a target, and nothing else', async () => {
    const { bench, prune, stored } = await forgetting('repeat')
    prune(stored.location)
    const target = of(['a', 'b', 'c'])
    const result = await bench.run(target)
    expect(calledIn(result)).toEqual(['repeat'])
    expect(await (await result.value(target, 'long')).toArray()).toEqual(['a', 'b', 'c'])
    expect((await bench.run(target)).called).toEqual([])
  })

  it('is made anew when a function of the run meets it', async () => {
    const { bench, prune, stored } = await forgetting('measure')
    prune(stored.location)
    const target = pipeline(
      split,
      each({ over: 'words', as: 'word' })(pipeline(repeat, measure)),
      sum,
      again,
    )(record(parameters(['a', 'b', 'c']), { name: 'r' }))
    const result = await bench.run(target)
    expect(calledIn(result)).toEqual(['again', 'again', 'measure'])
    expect(await result.value(target, 'product')).toBe(1)
  })

  it('is made anew by the stage that made the list, and what was made of the others stands', async () => {
    const { bench, prune, item } = await forgetting('split')
    if (item === undefined) throw new Error('The list is empty.')
    prune(item.location)
    const target = of(['a', 'b', 'c'], 2)
    const result = await bench.run(target)
    expect(calledIn(result)).toEqual([
      'measure',
      'measure',
      'measure',
      'repeat',
      'repeat',
      'repeat',
      'split',
      'sum',
    ])
    expect(await result.value(target, 'total')).toBe(6)
  })
})

const again = stage({ inputs: ['size'], outputs: ['product'], cachers: [json()] })(async function again(
  _,
  { size }: { size: List<number> },
) {
  let product = 1
  for await (const part of size) product *= part
  return { product }
})
