import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileStore, json, lazy, memoryStore } from 'stagewright'
import { forgetful } from '../support/forgetful-store.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import * as untyped from '../support/untyped.ts'
import { workbench } from '../support/workbench.ts'

const kept = (name: string, inputs: readonly string[], fn: (...args: any[]) => unknown, version = 1) =>
  untyped.stage({ name, inputs, outputs: [name], cachers: [json()], version })((...args) => ({
    [name]: fn(...args),
  }))
const plain = (name: string, inputs: readonly string[], fn: (...args: any[]) => unknown, version = 1) =>
  untyped.stage({ name, inputs, outputs: [name], version })((...args) => ({ [name]: fn(...args) }))
const r = (params: object = {}) => untyped.record(params, { name: 'r' })

describe('early cutoff', () => {
  const parity = kept('parity', [], ({ params }) => params.k % 2)
  const use = kept('use', ['parity'], (_, { parity: p }) => p * 10)

  test('a step whose input comes out the same is reused after all', async () => {
    const bench = workbench()
    const end = kept('end', ['use'], (_, { use: u }) => u + 1)
    await bench.run(end(use(parity(r({ k: 1 })))))
    const target = end(use(parity(r({ k: 3 }))))
    expect((await bench.plan(target)).steps.map(({ decision }) => decision)).toEqual([
      'run',
      'maybe',
      'maybe',
    ])
    const told = await bench.run(target)
    expect(told.called).toEqual(['parity'])
    expect(told.steps.map(({ outcome }) => outcome)).toEqual(['ran', 'skipped', 'reused'])
    expect(await told.value(target, 'end')).toBe(11)
  })

  test('edited code that makes the same runs nothing else', async () => {
    const bench = workbench()
    await bench.run(use(parity(r({ k: 1 }))))
    const edited = kept('parity', [], ({ params }) => params.k & 1, 2)
    expect((await bench.run(use(edited(r({ k: 1 }))))).called).toEqual(['parity'])
    expect((await bench.run(use(edited(r({ k: 1 }))))).called).toEqual([])
  })

  test('uncached feeders of a step that is reused after all do not execute', async () => {
    const bench = workbench()
    const feeder = plain('feeder', [], () => 5)
    const second = plain('second', ['feeder'], (_, { feeder: f }) => f + 1)
    const both = kept('both', ['parity', 'second'], (_, inputs) => inputs.parity + inputs.second)
    const targetOf = (k: number) => both(second(feeder(parity(r({ k })))))
    await bench.run(targetOf(1))
    const told = await bench.run(targetOf(3))
    expect(told.called).toEqual(['parity'])
    expect((await bench.run(targetOf(2))).order).toEqual(
      expect.arrayContaining(['parity', 'feeder', 'second', 'both']),
    )
  })

  test('an uncached step in between is not executed where what it depends on came out the same', async () => {
    const bench = workbench()
    const between = plain('between', ['parity'], (_, { parity: p }) => p)
    const end = kept('end', ['between'], (_, { between: b }) => b)
    await bench.run(end(between(parity(r({ k: 1 })))))
    expect((await bench.run(end(between(parity(r({ k: 3 })))))).called).toEqual(['parity'])
  })
})

describe('an uncached step before a kept one', () => {
  const feeder = plain('feeder', [], ({ params }) => ({ k: params.k }))
  const end = kept('end', ['feeder'], (_, { feeder: f }) => f.k)

  test('never runs again while nothing it read changed', async () => {
    const bench = workbench()
    await bench.run(end(feeder(r({ k: 1, other: 1 }))))
    expect((await bench.run(end(feeder(r({ k: 1, other: 2 }))))).called).toEqual([])
  })

  test('runs with its dependent when what it read changed', async () => {
    const bench = workbench()
    await bench.run(end(feeder(r({ k: 1 }))))
    const target = end(feeder(r({ k: 2 })))
    expect(await (await bench.run(target)).value(target, 'end')).toBe(2)
  })
})

describe('healing', () => {
  const large = 'x'.repeat(100_000)
  const damage = (file: string) => writeFileSync(file, readFileSync(file, 'utf8').replace('xx', 'yy'))
  const damageAll = (folder: string, name: string) => {
    for (const entry of readdirSync(join(folder, 'artifacts'), { recursive: true, withFileTypes: true }))
      if (entry.isFile() && entry.name === `${name}.json`) damage(join(entry.parentPath, entry.name))
  }
  const chainOf = (folder: string, version: number, between = () => {}) => {
    const a = kept('a', [], () => large)
    const b = kept('b', ['a'], () => `b${large}`)
    const trigger = kept('trigger', [], () => (between(), 1), version)
    const end = kept('end', ['b', 'trigger'], (_, { b: text }) => `${text[0]}${folder.length}`, version)
    return end(trigger(b(a(r()))))
  }

  test('an artifact that is damaged between plan and use is made anew in mid-run', async () => {
    const folder = temporaryFolder()
    const bench = workbench(fileStore(folder))
    await bench.run(chainOf(folder, 1))
    const target = chainOf(folder, 2, () => damageAll(folder, 'b'))
    const told = await bench.run(target)
    expect(told.order).toEqual(['trigger', 'b', 'end'])
    expect(await told.value(target, 'end')).toBe(`b${folder.length}`)
    expect(told.warnings).toMatchObject([{ type: 'artifact-lost' }])
    expect((await bench.run(target)).called).toEqual([])
  })

  test('when its producer’s own input is damaged too, that one is made anew first', async () => {
    const folder = temporaryFolder()
    const bench = workbench(fileStore(folder))
    await bench.run(chainOf(folder, 1))
    const target = chainOf(folder, 2, () => {
      damageAll(folder, 'a')
      damageAll(folder, 'b')
    })
    const told = await bench.run(target)
    expect(told.order).toEqual(['trigger', 'a', 'b', 'end'])
    expect(told.warnings).toHaveLength(2)
  })

  test('a lazy artifact that an aggregate uses is made anew too', async () => {
    const folder = temporaryFolder()
    const bench = workbench(fileStore(folder))
    const make = untyped.stage({ name: 'make', outputs: [lazy('m')], cachers: [json()], version: 1 })(
      ({ params }) => ({
        m: `${params.k}${large}`,
      }),
    )
    const all = (version: number) =>
      untyped.aggregate({ name: 'all', inputs: ['m'], outputs: ['t'], cachers: [json()], version })(
        (_, __, { m }) => ({
          t: [...m.values()].map((text: string) => text[0]).join(''),
        }),
      )
    const members = () => [1, 2, 3].map((k) => make(untyped.record({ k })))
    await bench.run(all(1)(r(), members()))
    damageAll(folder, 'm')
    const target = all(2)(r(), members())
    const told = await bench.run(target)
    expect(told.called).toEqual(['all', 'make', 'make', 'make'])
    expect(await told.value(target, 't')).toBe('123')
  })

  test('a stage that heals with other bytes is reported, and what depends on it follows', async () => {
    const store = forgetful(memoryStore())
    const bench = workbench(store)
    let edition = 0
    const drift = kept('drift', [], () => ++edition)
    const use = kept('use', ['drift'], (_, { drift: d }) => d * 10)
    const end = (version: number) =>
      kept('end', ['drift', 'use'], (_, { drift: d, use: u }) => [d, u], version)
    await bench.run(end(1)(use(drift(r()))))
    await store.prune('drift')
    const target = end(2)(use(drift(r())))
    const told = await bench.run(target)
    expect(told.warnings).toMatchObject([{ type: 'not-deterministic' }])
    expect(await told.value(target, 'end')).toEqual([2, 20])
    expect(told.order).toEqual(['drift', 'use', 'end'])
  })
})
