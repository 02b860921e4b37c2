import { inspect } from 'node:util'
import { json, snapshot } from 'stagewright'
import * as untyped from '../support/untyped.ts'
import { failureOf, workbench } from '../support/workbench.ts'
import { runsAgain, seenBy } from './reading.ts'

const params = () => ({
  k: 1,
  nested: { list: [1, { x: 2 }], text: 'a' },
  when: new Date(7),
  map: new Map([['m', 1]]),
})

describe('parameters look like what they are:', () => {
  test.each<[string, (p: any) => unknown, unknown]>([
    ['JSON', (p) => JSON.stringify(p.nested), '{"list":[1,{"x":2}],"text":"a"}'],
    ['keys', (p) => Object.keys(p), ['k', 'nested', 'when', 'map']],
    ['spread', (p) => ({ ...p.nested }).text, 'a'],
    ['rest', ({ k: _k, ...rest }) => Object.keys(rest), ['nested', 'when', 'map']],
    ['array methods', (p) => p.nested.list.concat([3]).length, 3],
    ['array spread', (p) => Array.isArray([...p.nested.list]), true],
    ['flat', (p) => [p.nested.list].flat().length, 2],
    ['instanceof Array', (p) => p.nested.list instanceof Array, true],
    ['a date', (p) => p.when.toISOString(), new Date(7).toISOString()],
    ['a map', (p) => [...p.map], [['m', 1]]],
    ['an absent key', (p) => [p.gone, 'gone' in p, p.gone?.deeper], [undefined, false, undefined]],
    ['inherited methods', (p) => [p.hasOwnProperty('k'), String(p)], [true, '[object Object]']],
    ['entries', (p) => Object.entries(p.nested).map(([key]) => key), ['list', 'text']],
    ['identity', (p) => p.nested === p.nested && p.nested.list === p.nested.list, true],
    ['printing', (p) => inspect(p.nested), "{ list: [ 1, { x: 2 } ], text: 'a' }"],
    ['find', (p) => p.nested.list.find((part: any) => part.x === 2)?.x, 2],
  ])('%s', async (_, read, expected) => {
    expect(await seenBy(read, params())).toEqual(expected)
  })
})

describe('parameters cannot be changed:', () => {
  test.each<[string, (p: any) => unknown]>([
    ['set', (p) => (p.k = 2)],
    ['set inside', (p) => (p.nested.text = 'b')],
    ['add', (p) => (p.fresh = 1)],
    ['delete', (p) => delete p.nested.text],
    ['push', (p) => p.nested.list.push(3)],
    ['sort', (p) => p.nested.list.sort()],
    ['length', (p) => (p.nested.list.length = 0)],
    ['defineProperty', (p) => Object.defineProperty(p, 'k', { value: 2 })],
    ['assign', (p) => Object.assign(p.nested, { text: 'b' })],
  ])('%s is refused', async (_, change) => {
    const error = await failureOf(seenBy(change, params()))
    expect(error._tag).toBe('StageExecutionError')
    expect(String(error.message)).toMatch(/cannot be changed|read-only/u)
  })

  test.each<[string, (p: any) => unknown]>([
    ['a date', (p) => p.when.setTime(0)],
    ['a map', (p) => p.map.clear()],
    ['a snapshot', (p) => ((snapshot(p) as any).nested.list[1].x = 9)],
  ])('%s is a copy, and what a function does to it others do not see', async (_, change) => {
    const first = untyped.stage({ name: 'first', version: 1 })((context) => void change(context.params))
    const seen: unknown[] = []
    const second = untyped.stage({ name: 'second', version: 1 })((context) => {
      seen.push(context.params.when.getTime(), context.params.map.size, context.params.nested.list[1].x)
    })
    await workbench().run(second(first(untyped.record(params()))), { concurrency: 1 })
    expect(seen).toEqual([7, 1, 2])
  })

  test('nor does where a regular expression stands, or what a URL was set to, go from one stage to another', async () => {
    const own = { pattern: /a/g, url: new URL('http://a.test/'), bytes: new DataView(new ArrayBuffer(1)) }
    const seen: unknown[] = []
    const look = (name: string) =>
      untyped.stage({ name, version: 1 })(({ params: { pattern, url, bytes } }) => {
        seen.push(pattern.exec('aa').index, url.href, bytes.getInt8(0))
        url.pathname = name
        bytes.setInt8(0, 1)
      })
    own.pattern.lastIndex = 1
    await workbench().run(look('second')(look('first')(untyped.record(own))), { concurrency: 1 })
    expect(seen).toEqual([0, 'http://a.test/', 0, 0, 'http://a.test/', 0])
  })

  test('nor by who made the record, afterwards', async () => {
    const own = params()
    const target = untyped.record(own)
    own.nested.list.push(5)
    own.when.setTime(0)
    const seen: unknown[] = []
    const look = untyped.stage({ name: 'look', version: 1 })((context) => {
      seen.push(context.params.nested.list.length, context.params.when.getTime())
    })
    await workbench().run(look(target))
    expect(seen).toEqual([2, 7])
  })
})

describe('parameters that count as equal look equal:', () => {
  const holed = [1]
  holed[2] = 3
  test.each<[string, (p: any) => unknown, object, object]>([
    [
      'a hole and undefined, by a loop',
      (p) => Object.keys(p.a.map(() => 1)).length,
      { a: holed },
      { a: [1, undefined, 3] },
    ],
    ['a hole and undefined, by `in`', (p) => 1 in p.a, { a: holed }, { a: [1, undefined, 3] }],
    ['absent and undefined', (p) => 'x' in p.a, { a: {} }, { a: { x: undefined } }],
    ['with and without a prototype', (p) => 'toString' in p.a, { a: {} }, { a: Object.create(null) }],
  ])('%s', async (_, read, one, other) => {
    expect(await seenBy(read, one)).toBe(await seenBy(read, other))
  })
})

test('a view can be printed after its stage has finished', async () => {
  const kept: object[] = []
  await seenBy((p) => kept.push(p.nested), params())
  expect(inspect(kept)).toBe("[ { list: [ 1, [Object] ], text: 'a' } ]")
})

describe('what cannot take a view', () => {
  test('fails with a clear error: structuredClone', async () => {
    const error = await failureOf(seenBy((p) => structuredClone(p.nested), params()))
    expect(error._tag).toBe('StageExecutionError')
    expect(error.message).toContain('could not be cloned')
  })

  test('takes a snapshot, which is plain and whole', async () => {
    expect(await seenBy((p) => structuredClone(snapshot(p)), params())).toEqual(params())
  })

  test('snapshot() gives other values back as they are', () => {
    const plain = { a: 1 }
    expect(snapshot(plain)).toBe(plain)
    expect(snapshot(3)).toBe(3)
  })
})

describe('late reads', () => {
  test('after an await are noted', async () => {
    const bench = workbench()
    const late = untyped.stage({ name: 'late', outputs: ['x'], cachers: [json()], version: 1 })(async (
      context,
    ) => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      return { x: context.params.k }
    })
    await bench.run(late(untyped.record({ k: 1 })))
    expect((await bench.run(late(untyped.record({ k: 2 })))).called).toEqual(['late'])
  })

  test('after the function returned are refused, unless it had read the same before', async () => {
    let kept: any
    const leak = untyped.stage({ name: 'leak', version: 1 })((context) => {
      kept = context.params
      return void kept.k
    })
    await workbench().run(leak(untyped.record({ k: 1, unread: 2 })))
    expect(kept.k).toBe(1)
    expect(() => kept.unread).toThrow("Parameter 'unread' was read after its stage had finished")
  })
})

describe('a view that leaves in an output', () => {
  test.each<[string, (p: any) => unknown]>([
    ['itself', (p) => p.nested],
    ['in an object', (p) => ({ deep: [{ p: p.nested }] })],
    ['all parameters', (p) => p],
  ])('counts as read whole: %s', async (_, give) => {
    const bench = workbench()
    const escape = untyped.stage({ name: 'escape', outputs: ['x'], cachers: [json()], version: 1 })(
      (context) => ({
        x: give(context.params),
      }),
    )
    const use = untyped.stage({ name: 'use', inputs: ['x'], outputs: ['y'], cachers: [json()], version: 1 })(
      (__, { x }) => ({ y: JSON.stringify(x) }),
    )
    const targetOf = (text: string) => use(escape(untyped.record({ nested: { text, list: [1] } })))
    await bench.run(targetOf('a'))
    const target = targetOf('b')
    const told = await bench.run(target)
    expect(told.order).toEqual(['escape', 'use'])
    expect(await told.value(target, 'y')).toContain('"b"')
  })

  test('of a stage without cachers can be read by the next stage', async () => {
    const bench = workbench()
    const escape = untyped.stage({ name: 'escape', outputs: ['x'], version: 1 })((context) => ({
      x: { inner: context.params.nested },
    }))
    const use = untyped.stage({ name: 'use', inputs: ['x'], outputs: ['y'], cachers: [json()], version: 1 })(
      (__, { x }) => ({ y: x.inner.text }),
    )
    for (const text of ['a', 'b']) {
      const target = use(escape(untyped.record({ nested: { text } })))
      expect(await (await bench.run(target)).value(target, 'y')).toBe(text)
    }
  })
})

test('represent stands for the value in every way of reading', async () => {
  const options = { represent: { shape: (shape: { sides: number }) => shape.sides } }
  const made = (sides: number, note: string) => ({ shape: { sides, note } })
  for (const read of [(p: any) => snapshot(p.shape), (p: any) => snapshot(p)]) {
    expect(await runsAgain(read, made(3, 'a'), made(3, 'b'), options)).toBe(false)
    expect(await runsAgain(read, made(3, 'a'), made(4, 'a'), options)).toBe(true)
  }
})
