import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { bytes, type Cacher, fileStore, json, memoryStore, text } from 'stagewright'
import { temporaryFolder } from '../support/temporary-folder.ts'
import * as untyped from '../support/untyped.ts'
import { failureOf, thrownBy, workbench } from '../support/workbench.ts'

const making = (value: unknown, cacher: unknown, spec: object = {}) =>
  untyped.stage({ name: 'make', outputs: ['x'], cachers: [cacher], version: 1, ...spec })(() => ({
    x: value,
  }))
const use = (version: number) =>
  untyped.stage({ name: 'use', inputs: ['x'], outputs: ['y'], cachers: [json()], version })((_, { x }) => ({
    y: String(x),
  }))
const r = () => untyped.record({}, { name: 'r' })
const place = { stage: 'make', record: 'r', artifact: 'x' }

describe('a value that the cacher cannot hold', () => {
  test.each<[string, unknown, unknown]>([
    ['json() and a class instance', new (class Model {})(), json()],
    ['json() and undefined', undefined, json()],
    [
      'json() and a cycle',
      (() => {
        const a: unknown[] = []
        a.push(a)
        return a
      })(),
      json(),
    ],
    ['text() and a number', 3, text()],
    ['text() and half a character', '\ud800', text()],
    ['bytes() and a text', 'abc', bytes()],
  ])('fails with CacherError: %s', async (_, value, cacher) => {
    const bench = workbench()
    const error = await failureOf(bench.run(making(value, cacher)(r())))
    expect(error).toMatchObject({ _tag: 'CacherError', ...place })
    expect(error.message).toContain('use another cacher')
    expect((await bench.plan(making(value, cacher)(r()))).steps[0]?.reason.type).toBe('first-run')
  })
})

describe('a cacher that throws', () => {
  const base = { format: 'odd', extension: 'odd' }
  const boom = (): never => {
    throw new Error('boom')
  }
  test.each<[string, Cacher<unknown>]>([
    ['by bytes', { ...base, via: 'bytes', save: boom, load: boom }],
    ['by bytes, later', { ...base, via: 'bytes', save: async () => boom(), load: async () => boom() }],
    // oxlint-disable-next-line require-yield -- it throws before it gives anything
    [
      'by stream',
      {
        ...base,
        via: 'stream',
        save: async function* () {
          boom()
        },
        load: async () => boom(),
      },
    ],
    ['by path', { ...base, via: 'path', save: boom, load: boom }],
  ])('when it saves %s fails with CacherError, and nothing is kept', async (_, cacher) => {
    const bench = workbench(fileStore(temporaryFolder()))
    const error = await failureOf(bench.run(making(1, cacher)(r())))
    expect(error).toMatchObject({ _tag: 'CacherError', ...place, cause: { message: 'boom' } })
    expect((await bench.plan(making(1, cacher)(r()))).steps[0]?.reason.type).toBe('first-run')
  })

  test('when it loads fails with CacherError that names the artifact', async () => {
    const bench = workbench()
    const unloadable = { ...json(), load: boom }
    await bench.run(making(1, unloadable)(r()))
    const error = await failureOf(bench.run(use(1)(making(1, unloadable)(r()))))
    expect(error).toMatchObject({ _tag: 'CacherError', ...place, cause: { message: 'boom' } })
    expect(error.message).toContain('cannot load')
    const target = making(1, unloadable)(r())
    expect((await failureOf((await bench.run(target)).value(target, 'x')))._tag).toBe('CacherError')
  })

  test('when it writes nothing at its path fails the run', async () => {
    const lazybones: Cacher<unknown> = { ...base, via: 'path', save: () => {}, load: () => 1 }
    const error = await failureOf(workbench(fileStore(temporaryFolder())).run(making(1, lazybones)(r())))
    expect(error.message).toContain('wrote neither a file nor a folder')
  })

  test('that needs files fails in a store without files, and says which has them', async () => {
    const pathly: Cacher<unknown> = {
      ...base,
      via: 'path',
      save: (_, path) => writeFileSync(path, ''),
      load: () => 1,
    }
    const error = await failureOf(workbench(memoryStore()).run(making(1, pathly)(r())))
    expect(error.message).toContain('use fileStore(directory)')
  })
})

describe('a cacher that is none', () => {
  test.each<[string, unknown]>([
    ['the function itself', json],
    ['null', null],
    ['a text', 'json'],
    ['an object without load', { format: 'x', extension: 'x', via: 'bytes', save: () => new Uint8Array() }],
    ['an unknown way', { ...json(), via: 'pigeon' }],
  ])('is an InvalidArgumentError at wrap time: %s', (_, cacher) => {
    expect(thrownBy(() => making(1, cacher))).toMatchObject({
      _tag: 'InvalidArgumentError',
      stage: 'make',
      artifact: 'x',
    })
  })
})

describe('a changed cacher', () => {
  test('loads what the earlier one saved, and runs nothing', async () => {
    const bench = workbench()
    await bench.run(making('words', json())(r()))
    const target = use(1)(making('words', text())(r()))
    const told = await bench.run(target)
    expect(told.called).toEqual(['use'])
    expect(await told.value(target, 'y')).toBe('words')
  })

  test('runs the stage where nobody can read the earlier format', async () => {
    const bench = workbench()
    await bench.run(making('words', { ...json(), format: 'private-1' })(r()))
    const plan = await bench.plan(making('words', { ...json(), format: 'private-2' })(r()))
    expect(plan.steps[0]?.reason).toEqual({
      type: 'cacher-changed',
      artifact: 'x',
      before: 'private-1',
      after: 'private-2',
    })
  })
})

test('roundTrip: verify refuses a cacher that loses something, and trust does not', async () => {
  const lossy = { ...json(), load: () => ({ a: 1 }) }
  const target = () => making({ a: 1, b: 2 }, lossy)(r())
  const error = await failureOf(workbench().run(target(), { roundTrip: 'verify' }))
  expect(error).toMatchObject({ _tag: 'RoundTripError', ...place })
  expect(error.message).toContain('it differs at b')
  expect((await workbench().run(target(), { roundTrip: 'trust' })).counts.ran).toBe(1)
  expect((await workbench().run(making({ a: [1] }, json())(r()), { roundTrip: 'verify' })).counts.ran).toBe(1)
})

describe('roundTrip: verify', () => {
  const verify = (value: unknown, cacher: unknown) =>
    workbench().run(making(value, cacher)(r()), { roundTrip: 'verify' })
  const inMemory = (load: (value: unknown) => unknown, more: object = {}) => {
    const saved: unknown[] = []
    return {
      via: 'bytes',
      format: 'odd',
      extension: 'odd',
      save: (value: unknown) => Uint8Array.of(saved.push(value)),
      load: ([count = 0]: Uint8Array) => load(saved[count - 1]),
      ...more,
    }
  }
  const sparse = () => Object.assign([], { 2: 'c' })

  test.each<[string, unknown, (value: any) => unknown]>([
    ['an empty slot of an array that is filled', sparse(), (value) => [...value]],
    ['a property of an array', Object.assign([1], { note: 'x' }), (value) => [...value]],
    ['an entry of a Map', new Map([['a', 1]]), () => new Map()],
    ['the message of an error', new Error('a'), () => new Error('b')],
    ['a number in an object', Object(1), () => Object(2)],
    ['the bytes of a buffer', new ArrayBuffer(2), () => new ArrayBuffer(3)],
    ['a class', new (class Model {})(), (value) => ({ ...value })],
  ])('finds that a cacher loses %s', async (_, value, load) => {
    expect(await failureOf(verify(value, inMemory(load)))).toMatchObject({ _tag: 'RoundTripError', ...place })
  })

  test.each<[string, unknown, (value: any) => unknown]>([
    ['empty slots', sparse(), (value) => value.slice()],
    ['an invalid Date', new Date(NaN), () => new Date(NaN)],
    ['properties in another order', { a: 1, b: 2 }, ({ a, b }) => ({ b, a })],
    [
      'an object without a prototype',
      Object.assign(Object.create(null), { a: 1 }),
      (value) => ({ ...value }),
    ],
    ['a Map', new Map([[{ k: 1 }, 1]]), () => new Map([[{ k: 1 }, 1]])],
  ])('is content with %s', async (_, value, load) => {
    expect((await verify(value, inMemory(load))).counts.ran).toBe(1)
  })

  test('compares what a cacher holds of a library’s object, and not its private fields', async () => {
    class Frame {
      readonly rows: readonly number[]
      notes = 0
      constructor(rows: readonly number[]) {
        this.rows = rows
      }
    }
    const holds = ({ rows }: Frame) => rows
    const noted = (rows: readonly number[]) => Object.assign(new Frame(rows), { notes: 1 })
    const keeping = inMemory((value) => noted((value as Frame).rows), { holds })
    expect((await verify(new Frame([1, 2]), keeping)).counts.ran).toBe(1)
    const losing = inMemory(() => noted([1]), { holds })
    expect((await failureOf(verify(new Frame([1, 2]), losing)))._tag).toBe('RoundTripError')
  })
})

describe('what can be gone through once', () => {
  const numbers = function* () {
    yield 1
  }
  test.each<[string, () => unknown, string]>([
    ['a generator', numbers, 'a generator as'],
    ['an asynchronous generator', async function* () {}, 'a generator as'],
    ['an iterator', () => [1].values(), 'an iterator as'],
    ['the entries of a Map', () => new Map().entries(), 'an iterator as'],
    ['a stream of the web', () => new ReadableStream(), 'a ReadableStream as'],
    ['a stream of Node', () => Readable.from([1]), 'a stream as'],
    ['the answer of a server', () => new Response('x'), 'a Response as'],
    ['a generator among other values', () => ({ train: numbers() }), 'a generator in'],
  ])('is refused as an output that is not kept: %s', async (_, value, what) => {
    const make = untyped.stage({ name: 'make', outputs: ['x'], version: 1 })(() => ({ x: value() }))
    const error = await failureOf(workbench().run(make(r())))
    expect(error).toMatchObject({ _tag: 'OutputSignatureError', ...place })
    expect(error.message).toContain(
      `its function returned ${what} 'x', which can be gone through only once. Return an array, or use a cacher for streams`,
    )
  })

  test('is refused where a cacher would use it up', async () => {
    const gathering = {
      ...json(),
      format: 'gathered',
      save: (value: Iterable<unknown>) => json().save([...value]),
    }
    const error = await failureOf(workbench().run(making(numbers(), gathering)(r())))
    expect(error._tag).toBe('OutputSignatureError')
  })

  test.each<[string, unknown]>([
    ['an array', [1]],
    ['a Set', new Set([1])],
    ['an object with a method called next', { next: () => 1 }],
  ])('is not %s', async (_, value) => {
    const make = untyped.stage({ name: 'make', outputs: ['x'], version: 1 })(() => ({ x: value }))
    expect((await workbench().run(make(r()))).counts.ran).toBe(1)
  })
})

test('the file of a small artifact stays when the session that made it has ended', async () => {
  const target = making('small', json())(r())
  const told = await workbench(fileStore(temporaryFolder())).run(target)
  const info = told.artifact(target, 'x')
  if (info.kind !== 'artifact') throw new Error('skipped')
  expect(readFileSync(await info.file(), 'utf8')).toBe('"small"')
})

test('an artifact that is gone when its value is asked for is an ArtifactLostError', async () => {
  const bench = workbench(fileStore(temporaryFolder()))
  const target = making('x'.repeat(100_000), json())(r())
  await bench.run(target)
  const told = await bench.run(target)
  const info = told.artifact(target, 'x')
  if (info.kind !== 'artifact') throw new Error('skipped')
  rmSync(await info.file())
  expect(await failureOf(told.value(target, 'x'))).toMatchObject({
    _tag: 'ArtifactLostError',
    problem: 'missing',
  })
})
