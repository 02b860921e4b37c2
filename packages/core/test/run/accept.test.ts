import { json } from 'stagewright'
import { accept } from 'stagewright'
import * as untyped from '../support/untyped.ts'
import { failureOf, workbench } from '../support/workbench.ts'

const square = (version: number) =>
  untyped.stage({ name: 'sq', outputs: ['v'], cachers: [json()], version })(({ params }) => ({
    v: params.i ** 2,
  }))
const at = (version: number, n: number, shift = 0) =>
  Array.from({ length: n }, (_, i) => square(version)(untyped.record({ i: i + shift }, { name: `i${i}` })))
const squares = Array.from({ length: 20 }, (_, i) => i ** 2)

test('each record keeps its own result, however many there are', async () => {
  const bench = workbench()
  await bench.run(at(1, 20))
  const accepted = await accept(at(2, 20), ['sq'], { store: bench.store })
  expect(accepted.every(({ refused }) => !refused)).toBe(true)
  const targets = at(2, 20)
  const told = await bench.run(targets)
  expect(told.counts.ran).toBe(0)
  expect(await Promise.all(targets.map((target) => told.value(target, 'v')))).toEqual(squares)
})

test('a record that never ran is refused by name, and runs', async () => {
  const bench = workbench()
  await bench.run(at(1, 19))
  const accepted = await accept(at(2, 20), ['sq'], { store: bench.store })
  expect(accepted.filter(({ refused }) => refused)).toEqual([
    {
      step: 'sq@i19',
      changes: [],
      text: 'it has never run for this record. Run it first.',
      refused: true,
    },
  ])
  const targets = at(2, 20)
  const told = await bench.run(targets)
  expect(told.called).toEqual(['sq'])
  expect(await Promise.all(targets.map((target) => told.value(target, 'v')))).toEqual(squares)
})

test('other parameters are refused, and nothing is accepted where all are', async () => {
  const bench = workbench()
  await bench.run(at(1, 2))
  const error = await failureOf(accept(at(2, 2, 5), ['sq'], { store: bench.store }))
  expect(error._tag).toBe('InvalidArgumentError')
  expect(error.message).toContain("sq@i0 cannot be accepted: parameter 'i' changed from 0 to 5")
  expect((await bench.run(at(2, 2, 5))).called).toEqual(['sq', 'sq'])
})

test('another input is refused', async () => {
  const bench = workbench()
  const next = (version: number) =>
    untyped.stage({ name: 'next', inputs: ['v'], outputs: ['w'], cachers: [json()], version })(
      (_, { v }) => ({
        w: v + 1,
      }),
    )
  const target = (version: number, i: number) =>
    next(version)(square(1)(untyped.record({ i }, { name: 'r' })))
  await bench.run(target(1, 1))
  await bench.run(square(1)(untyped.record({ i: 2 }, { name: 'r' })))
  const error = await failureOf(accept(target(2, 2), ['next'], { store: bench.store }))
  expect(error.message).toContain("next@r cannot be accepted: input 'v' changed")
})

test('a record of the same name in another experiment is another record', async () => {
  const bench = workbench()
  await bench.run(at(1, 1), { experiment: 'one' })
  const options = { store: bench.store, experiment: 'two' }
  const error = await failureOf(accept(at(2, 1), ['sq'], options))
  expect(error.message).toContain('it has never run for this record')
})

test('a dry run says the same and changes nothing', async () => {
  const bench = workbench()
  await bench.run(at(1, 2))
  const options = { store: bench.store, dryRun: true }
  const dry = await accept(at(2, 3), ['sq'], options)
  expect((await bench.plan(at(2, 2))).counts.run).toBe(2)
  expect(await accept(at(2, 3), ['sq'], { store: bench.store })).toEqual(dry)
  expect((await bench.plan(at(2, 2))).counts.run).toBe(0)
})

test('the result that holds is that of the same parameters, though others ran since', async () => {
  const bench = workbench()
  const target = (version: number, i: number) => square(version)(untyped.record({ i }, { name: 'r' }))
  await bench.run(target(1, 3))
  await bench.run(target(1, 4))
  await accept(target(2, 3), ['sq'], { store: bench.store })
  const again = target(2, 3)
  const told = await bench.run(again)
  expect([told.called, await told.value(again, 'v')]).toEqual([[], 9])
})

test('a dry run announces what is done, also where two records share a result', async () => {
  const bench = workbench()
  const twins = (version: number) => {
    const stage = square(version)
    return ['a', 'b'].map((name) => stage(untyped.record({ i: 3 }, { name })))
  }
  await bench.run(twins(1))
  const announced = await accept(twins(2), ['sq'], { store: bench.store, dryRun: true })
  expect((await bench.plan(twins(2))).counts.run).toBe(2)
  expect(await accept(twins(2), ['sq'], { store: bench.store })).toEqual(announced)
  expect((await bench.run(twins(2))).called).toEqual([])
})
