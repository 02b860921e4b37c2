import { aggregate, type ByRecord, fork, json, record, stage, type StageContext } from 'stagewright'
import * as untyped from '../support/untyped.ts'
import { workbench } from '../support/workbench.ts'

const fit = stage({ outputs: ['accuracy'], cachers: [json()] })(function fit({
  params,
}: StageContext<{ k: number }>) {
  return { accuracy: params.k / 10 }
})
const compare = aggregate({ inputs: ['accuracy'], outputs: ['table'], cachers: [json()] })(function compare(
  _: StageContext,
  records,
  { accuracy }: { accuracy: ByRecord<number, { k: number }> },
) {
  return { table: { size: records.length, rows: [...accuracy].map(([of, value]) => [of.params.k, value]) } }
})
const gridOf = (...ks: readonly number[]) => ks.map((k) => fit(record({ k })))

describe('19. an aggregate', () => {
  test('gets its record, a list of records, and for each input a map by record', async () => {
    const target = compare(record({}), gridOf(1, 3, 5))
    const told = await workbench().run(target)
    expect(await told.value(target, 'table')).toEqual({
      size: 3,
      rows: [
        [1, 0.1],
        [3, 0.3],
        [5, 0.5],
      ],
    })
  })

  test('looks a value up by the records it was given, and by nothing else', async () => {
    const seen: unknown[] = []
    const look = untyped.aggregate({ name: 'look', inputs: ['accuracy'], version: 1 })((
      context,
      records,
      inputs,
    ) => {
      seen.push(
        records.map((of: unknown) => inputs.accuracy.get(of)),
        inputs.accuracy.has({}),
        context.params.own,
      )
      seen.push(records.map((of: { name: string }) => of.name))
    })
    const members = [1, 2].map((k) => fit(record({ k }, { name: `k=${k}` })))
    await workbench().run(look(untyped.record({ own: 'mine' }), members as never))
    expect(seen).toEqual([[0.1, 0.2], false, 'mine', ['k=1', 'k=2']])
  })

  test('may have no records at all', async () => {
    const target = compare(record({}), [])
    expect(await (await workbench().run(target)).value(target, 'table')).toEqual({ size: 0, rows: [] })
  })

  test('keeps the artifacts of the record that it was applied to', async () => {
    const own = fit(record({ k: 9 }))
    const target = compare(own, gridOf(1))
    expect(await (await workbench().run(target)).value(target, 'accuracy')).toBe(0.9)
  })
})

test('20. a record without an input is absent from the map, and the plan warns', async () => {
  const bare = record({ k: 7 }, { name: 'bare' })
  const target = (compare as any)(record({}), [...gridOf(1), bare])
  const bench = workbench()
  expect((await bench.plan(target)).warnings).toMatchObject([
    { type: 'record-without-input', stage: 'compare', record: 'bare', subject: 'accuracy' },
  ])
  expect(await (await bench.run(target)).value(target, 'table' as never)).toEqual({
    size: 2,
    rows: [[1, 0.1]],
  })
})

describe('21. an aggregate’s key holds what came in', () => {
  test('the same digests in the same order reuse it', async () => {
    const bench = workbench()
    await bench.run(compare(record({}), gridOf(1, 2)))
    expect((await bench.run(compare(record({}), gridOf(1, 2)))).called).toEqual([])
  })

  test.each([
    ['another order', [2, 1]],
    ['one record more', [1, 2, 3]],
    ['one record less', [1]],
    ['another record', [1, 4]],
  ])('%s runs it', async (_, ks) => {
    const bench = workbench()
    await bench.run([compare(record({}), gridOf(1, 2)), ...gridOf(3, 4)])
    expect((await bench.run(compare(record({}), gridOf(...ks)))).called).toEqual(['compare'])
  })

  test('names and parameters of records that it does not read count for nothing', async () => {
    const bench = workbench()
    const best = untyped.aggregate({
      name: 'best',
      inputs: ['accuracy'],
      outputs: ['b'],
      cachers: [json()],
      version: 1,
    })((_, __, { accuracy }) => ({ b: Math.max(...accuracy.values()) }))
    const members = (note: string) =>
      gridOf(1, 2).map((of) => untyped.fork(of as never, { note }, { name: note }))
    await bench.run(best(untyped.record({}), members('one')))
    expect((await bench.run(best(untyped.record({}), members('two')))).called).toEqual([])
  })

  test('a record’s name that it reads counts', async () => {
    const bench = workbench()
    const names = untyped.aggregate({
      name: 'names',
      inputs: [],
      outputs: ['n'],
      cachers: [json()],
      version: 1,
    })((_, records) => ({ n: records.map((of: { name: string }) => of.name) }))
    const targetOf = (name: string) => names(untyped.record({}), [untyped.record({}, { name })])
    await bench.run(targetOf('a'))
    expect((await bench.run(targetOf('b'))).called).toEqual(['names'])
    expect((await bench.plan(targetOf('c'))).steps[0]?.explanation).toContain("name changed from 'b' to 'c'")
  })
})

describe('22. fork', () => {
  test('continues a record’s state under another parameter set', async () => {
    const begin = fit(record({ k: 1 }))
    const scale = stage({ inputs: ['accuracy'], outputs: ['scaled'], cachers: [json()] })(function scale(
      { params }: StageContext<{ by: number }>,
      { accuracy }: { accuracy: number },
    ) {
      return { scaled: accuracy * params.by }
    })
    const forks = [10, 20].map((by) => scale(fork(begin, { by })))
    const told = await workbench().run(forks)
    expect(told.called).toEqual(['fit', 'scale', 'scale'])
    expect(await Promise.all(forks.map((target) => told.value(target, 'scaled')))).toEqual([1, 2])
  })

  test('leaves what was applied before under the first parameters', async () => {
    const forked = fork(fit(record({ k: 1 })), { k: 5 })
    const told = await workbench().run(fit(forked))
    expect(told.called).toEqual(['fit', 'fit'])
    const both = await workbench().run(forked)
    expect(await both.value(forked, 'accuracy')).toBe(0.1)
  })
})
