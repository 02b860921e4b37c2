import { each, json, list, type List, pipeline, record, stage } from 'stagewright'
import { calledIn, workbench } from '../support/workbench.ts'

interface Params {
  readonly texts: readonly string[]
}

const split = stage({ outputs: ['documents'], cachers: [list(json())] })(function split({
  params,
}: {
  params: Params
}) {
  return { documents: params.texts }
})
const extract = stage({ inputs: ['document'], outputs: ['features'], cachers: [json()] })(function extract(
  _,
  { document }: { document: string },
) {
  return { features: { length: document.length } }
})
const embed = stage({ inputs: ['document', 'features'], outputs: ['vector'], cachers: [json()] })(
  function embed(_, { document, features }: { document: string; features: { length: number } }) {
    return { vector: [document.charCodeAt(0), features.length] }
  },
)
const sum = stage({ inputs: ['vector'], outputs: ['total'], cachers: [json()] })(async function sum(
  _,
  { vector }: { vector: List<readonly number[]> },
) {
  let total = 0
  for await (const [, length = 0] of vector) total += length
  return { total }
})
const perDocument = pipeline(extract, embed)
const all = pipeline(split, each({ over: 'documents', as: 'document' })(perDocument), sum)
const of = (...texts: readonly string[]) => all(record({ texts }, { name: 'small' }))

describe('each', () => {
  it('applies a stage to every item, and makes lists of what comes out, in the order of the items', async () => {
    const bench = workbench()
    const target = of('a', 'bcd', 'ef')
    const result = await bench.run(target)
    expect(calledIn(result)).toEqual([
      'embed',
      'embed',
      'embed',
      'extract',
      'extract',
      'extract',
      'split',
      'sum',
    ])
    expect(await (await result.value(target, 'features')).toArray()).toEqual([
      { length: 1 },
      { length: 3 },
      { length: 2 },
    ])
    expect(await (await result.value(target, 'vector')).at(1)).toEqual([98, 3])
    expect(await result.value(target, 'total')).toBe(6)
  })

  it('runs nothing when nothing changed', async () => {
    const bench = workbench()
    await bench.run(of('a', 'bcd', 'ef'))
    const plan = await bench.plan(of('a', 'bcd', 'ef'))
    expect(plan.counts).toMatchObject({ run: 0, maybe: 0 })
    expect((await bench.run(of('a', 'bcd', 'ef'))).called).toEqual([])
  })

  it('runs one more for one item more, none for another order or one item less, one for one that changed', async () => {
    const bench = workbench()
    await bench.run(of('a', 'bcd', 'ef'))
    const perItem = async (...texts: readonly string[]): Promise<readonly string[]> =>
      calledIn(await bench.run(of(...texts))).filter((name) => name === 'extract' || name === 'embed')
    expect(await perItem('a', 'bcd', 'ef', 'new')).toEqual(['embed', 'extract'])
    expect(await perItem('new', 'ef', 'a', 'bcd')).toEqual([])
    expect(await perItem('new', 'ef', 'a')).toEqual([])
    expect(await perItem('new', 'changed', 'a')).toEqual(['embed', 'extract'])
  })

  it('runs equal items once', async () => {
    const bench = workbench()
    const target = of('a', 'a', 'b', 'a')
    const result = await bench.run(target)
    expect(calledIn(result).filter((name) => name === 'extract')).toHaveLength(2)
    expect(await (await result.value(target, 'features')).toArray()).toHaveLength(4)
    expect(await result.value(target, 'total')).toBe(4)
  })

  it('makes empty lists of an empty list', async () => {
    const bench = workbench()
    const target = of()
    const result = await bench.run(target)
    expect(calledIn(result)).toEqual(['split', 'sum'])
    expect((await result.value(target, 'vector')).length).toBe(0)
    expect((await bench.run(of())).called).toEqual([])
  })
})
