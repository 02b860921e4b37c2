import * as fc from 'fast-check'
import { dates, numbers, texts } from './values.ts'

class Model {
  readonly weight = 1
}
class Times extends Date {}
class Table extends Map<string, number> {}
class List extends Array<unknown> {}
class Failure extends Error {}

const shared = { at: 1 }

/** Objects of every kind that JavaScript has and formats tend to lose something of; each made anew. */
const odd: fc.Arbitrary<unknown> = fc
  .constantFrom<() => unknown>(
    () => Buffer.from('some bytes'),
    () => Buffer.allocUnsafeSlow(3).fill(7),
    () => new Uint8Array(9).subarray(2, 5),
    () => new Float64Array([1, 2, 3]).subarray(1),
    () => new BigInt64Array([1n, -1n]),
    () => new DataView(new ArrayBuffer(4), 1, 2),
    () => new ArrayBuffer(5),
    () => Object.assign(new Uint8Array(2), { note: 'x' }),
    () => /b(?<rest>.)/u.exec('abc'),
    () => [...'abc'.matchAll(/b/gu)],
    () => {
      const pattern = /a/gu
      pattern.lastIndex = 1
      return pattern
    },
    () => new Times(3),
    () => new Table([['a', 1]]),
    () => List.from([1]),
    () => new Model(),
    () => Object.assign(new Date(1), { zone: 'UTC' }),
    () => Object.assign(new Map(), { note: 1 }),
    () => Object.assign([1, 2], { note: 'x' }),
    () => Object.assign([], { 1: 1, 3: 2 }),
    () => Object.assign([], { 100: 'x' }),
    () => Object.assign(Object.create(null), { a: 1 }),
    () => ({ a: undefined }),
    () => ({ [Symbol('key')]: 1, a: 2 }),
    () => Object.defineProperty({ a: 1 }, 'hidden', { value: 2 }),
    () => ({
      get a() {
        return 1
      },
    }),
    () => Object.defineProperty([1, 2], 0, { get: () => 1, enumerable: true }),
    () => JSON.parse('{"__proto__": {"a": 1}, "b": 2}'),
    () => [shared, shared],
    () => {
      const loop: unknown[] = []
      loop.push(loop)
      return loop
    },
    () => {
      const bytes = new Uint8Array(4)
      return [bytes, bytes.buffer, new Uint16Array(bytes.buffer)]
    },
    () => new TypeError('wrong', { cause: { a: 1 } }),
    () => Object.assign(new Error('wrong'), { code: 'E' }),
    () => new Failure('wrong'),
    () => new AggregateError([1], 'wrong'),
    () => Object(1),
    () => Object('text'),
    () => Object(1n),
    () => Object(Symbol('x')),
    () => new Date(NaN),
    () => new URL('https://example.org/a?b=c#d'),
    () => new URLSearchParams('a=1&a=2'),
    () => new WeakMap(),
    () => Promise.resolve(1),
    () => [1, 2].values(),
    () => (function* () {})(),
    () => Symbol('x'),
    () => () => 1,
    () =>
      (function () {
        return arguments
      })(),
    () => new SharedArrayBuffer(2),
    () => new Uint8Array(new SharedArrayBuffer(2)),
    () => new Intl.NumberFormat('en'),
    () => '\ud800',
    () => 10n ** 30n,
  )
  .map((make) => make())

/** Values in which anything may stand anywhere. */
export const oddValues = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(texts, numbers, fc.boolean(), fc.bigInt(), dates, fc.constantFrom(null, undefined)),
    odd,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(texts, tie('value'), { maxKeys: 3, noNullPrototype: false }),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 2 }).map((entries) => new Map(entries)),
    fc.array(tie('value'), { maxLength: 2 }).map((members) => new Set(members)),
  ),
})).value

/** Rows of which some have odd cells, columns in another order, or fewer. */
export const oddRows = fc.array(
  fc.oneof(
    fc.record({ a: numbers, b: texts }, { noNullPrototype: false }),
    fc.record({ b: texts, a: numbers }, { noNullPrototype: true }),
    fc.record({ a: numbers, b: fc.oneof(odd, fc.constant(null), dates) }, { noNullPrototype: true }),
    fc.record({ a: numbers }, { requiredKeys: [] }),
    odd,
  ),
  { maxLength: 3 },
)

export const oddImages = fc
  .record({
    data: fc.constantFrom<() => unknown>(
      () => new Uint8Array(4),
      () => Buffer.from([1, 2, 3, 4]),
      () => new Uint8Array(9).subarray(1, 5),
      () => new Uint16Array(4),
      () => new Uint8ClampedArray(4),
      () => Object.assign(new Uint8Array(4), { note: 1 }),
      () => [1, 2, 3, 4],
    ),
    extra: fc.constantFrom<object>({}, { note: 1 }, { [Symbol('x')]: 1 }),
    isTurned: fc.boolean(),
  })
  .map(({ data, extra, isTurned }) =>
    isTurned
      ? { data: data(), channels: 1, height: 2, width: 2, ...extra }
      : { width: 2, height: 2, channels: 1, data: data(), ...extra },
  )
