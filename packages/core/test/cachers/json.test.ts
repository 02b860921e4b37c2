import { json } from '../../src/cachers/json.ts'

const save = (value: unknown): Uint8Array => json().save(value) as Uint8Array
const roundTrip = (value: unknown): unknown => json().load(save(value))
const refusal = (value: unknown): string => {
  try {
    save(value)
  } catch (error) {
    if (error instanceof TypeError) return error.message
  }
  throw new Error('it was not refused')
}
const saying = (what: string): string =>
  `${what}, which JSON cannot hold. Return plain data, or use another cacher.`

const deep = (levels: number): unknown => {
  let value: unknown = 1
  for (let level = 0; level < levels; level++) value = [value]
  return value
}

describe('json()', () => {
  test.each<[string, unknown]>([
    ['null', null],
    ['false', false],
    ['text', 'a "quoted" \u2028 line'],
    ['half a surrogate pair', '\ud800'],
    ['an empty array', []],
    ['numbers at the edges', [0, 5e-324, Number.MAX_VALUE, 1e21, 0.1]],
    ['nested data', { rows: [{ k: 1, tags: ['a', 'b'], none: null }], deep: { er: {} } }],
    ['minus zero', -0],
    ['minus zero within data', { rows: [-0, 0, { z: -0, 'quoted "name"': [] }] }],
    ['a property called toJSON that is data', { toJSON: 1 }],
  ])('gives back %s', (_, value) => {
    expect(roundTrip(value)).toStrictEqual(value)
  })

  it('keeps the sign of zero', () => {
    expect(roundTrip({ rows: [-0, 0] })).toStrictEqual({ rows: [-0, 0] })
  })

  it('leaves out properties that are undefined', () => {
    expect(roundTrip({ a: 1, b: undefined })).toStrictEqual({ a: 1 })
  })

  it('keeps the order of keys', () => {
    expect(Object.keys(roundTrip({ b: 1, a: 2 }) as object)).toEqual(['b', 'a'])
  })

  it('gives back an object without a prototype as a plain one', () => {
    expect(roundTrip(Object.assign(Object.create(null), { a: 1 }))).toStrictEqual({ a: 1 })
  })

  it.each([{}, { also: -0 }])('keeps a property of its own that is called __proto__ (%p)', (beside) => {
    const value: unknown = JSON.parse('{"__proto__": {"polluted": 1}}')
    const loaded = roundTrip(Object.assign(value as object, beside)) as object
    expect(Object.getPrototypeOf(loaded)).toBe(Object.prototype)
    expect(Object.getOwnPropertyDescriptor(loaded, '__proto__')?.value).toEqual({ polluted: 1 })
    expect('polluted' in {}).toBe(false)
  })

  it('saves the same value as the same bytes', () => {
    const value = (): unknown => ({ b: [1, 2, { c: 'd' }], a: -0 })
    expect(save(value())).toEqual(save(value()))
  })

  it('takes the same object in two places', () => {
    const shared = { a: 1 }
    expect(roundTrip([shared, shared])).toEqual([shared, shared])
  })

  const cycle: Record<string, unknown> = { name: 'x' }
  cycle['self'] = { cycle }
  const match = /b/u.exec('abc')
  class Point {
    x = 1
  }
  const sparse: unknown[] = []
  sparse[2] = 1

  test.each<[string, unknown, string]>([
    ['a Date', { rows: [{}, {}, {}, { when: new Date(0) }] }, '.rows[3].when is a Date'],
    ['a Date as a whole', new Date(0), 'the value is a Date'],
    ['a Map', { m: new Map() }, '.m is a Map'],
    ['a Set', [new Set()], '[0] is a Set'],
    ['a typed array', { 'the data': new Float64Array(1) }, '["the data"] is a Float64Array'],
    ['an instance of a class', { p: new Point() }, '.p is an instance of Point'],
    ['a boxed number', { p: Object(1) }, '.p is a Number'],
    ['a promise', { p: Promise.resolve(1) }, '.p is a Promise'],
    ['an array of a subclass', { p: new (class List extends Array {})() }, '.p is an instance of List'],
    ['NaN', { loss: [0, NaN] }, '.loss[1] is NaN'],
    ['an infinity', { loss: -Infinity }, '.loss is -Infinity'],
    ['undefined', undefined, 'the value is undefined'],
    ['undefined in an array', { a: [1, undefined] }, '.a[1] is undefined in an array'],
    ['a sparse array', { a: sparse }, '.a[0] is an empty slot of an array'],
    ['an array with properties', { a: match }, '.a.index is a named property of an array'],
    ['a symbol', { a: Symbol('x') }, '.a is a symbol'],
    ['symbol keys', { a: { [Symbol('x')]: 1 } }, '.a is an object with symbol keys'],
    ['a function', { a: { toJSON: () => 1 } }, '.a.toJSON is a function'],
    ['a bigint', { a: 1n }, '.a is a bigint'],
    [
      'a getter',
      {
        a: {
          get b() {
            return 1
          },
        },
      },
      '.a.b is computed by a getter or setter',
    ],
    ['a hidden property', Object.defineProperty({}, 'b', { value: 1 }), '.b is a hidden property'],
    ['a cycle', cycle, '.self.cycle is a cycle: the value that it is part of'],
  ])('refuses %s and says where it is', (_, value, what) => {
    expect(refusal(value)).toBe(saying(what))
  })

  it('says that a value is nested too deeply', () => {
    expect(roundTrip(deep(1000))).toEqual(deep(1000))
    expect(refusal(deep(1_000_000))).toMatch(/^The value is nested too deeply/u)
  })

  it('refuses bytes that are no JSON', () => {
    expect(() => json().load(new Uint8Array([0xff]))).toThrow('not valid')
    expect(() => json().load(new Uint8Array())).toThrow(SyntaxError)
  })
})
