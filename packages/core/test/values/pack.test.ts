import * as fc from 'fast-check'
import { inspect } from 'node:util'
import { decode } from '../../src/values/decode.ts'
import { encode } from '../../src/values/encode.ts'
import { pack, unpack, Withheld } from '../../src/values/pack.ts'

const parameter: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.anything({ withBigInt: true, withDate: true, withTypedArray: true, maxDepth: 0 }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      -0,
      Number.NaN,
      Infinity,
      null,
      undefined,
      '\ud800',
      new URL('https://a.example/b?c'),
      /a\/b/giu,
    ),
    fc.array(tie('value')),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '1')), tie('value')),
    fc.array(fc.tuple(tie('value'), tie('value'))).map((entries) => new Map(entries)),
    fc.array(tie('value')).map((values) => new Set(values)),
  ),
})).value

test('a value comes back from its canonical text with the same text, and prints the same', () => {
  fc.assert(
    fc.property(parameter, (value) => {
      const text = encode(value, 'as-written')
      const back = decode(text)
      expect(encode(back, 'as-written')).toBe(text)
      expect(Object.prototype.toString.call(back)).toBe(Object.prototype.toString.call(value))
    }),
    { numRuns: 500 },
  )
})

test.each([
  [new Uint8Array([1, 2, 255])],
  [Buffer.from('héllo')],
  [new Float64Array([0.1, -0])],
  [new DataView(new Uint8Array([9, 8]).buffer)],
  [new Date(Number.NaN)],
  [{ b: 1, a: [undefined, null], ['__proto__']: { c: 2 } }],
  [10n ** 30n],
])('%p comes back as what it was', (value) => {
  expect(inspect(decode(encode(value, 'as-written')))).toBe(inspect(value))
})

test.each(['', 'x', 's5:abc', '{s1:a', '[2:t', 'tt', 'd12', 'yu'])(
  '%p is refused as no canonical text',
  (text) => {
    expect(() => decode(text)).toThrow(SyntaxError)
  },
)

test('what cannot be packed is withheld, and all around it is not', () => {
  const cycle: Record<string, unknown> = { name: 'cycle' }
  cycle['self'] = cycle
  const packed = pack({
    plain: { deep: [1, { fn: () => 1, x: 2 }] },
    map: new Map([['fn', () => 2]]),
    cycle: { inner: cycle },
    odd: Object.assign([1], { named: 2 }),
    marked: { [Symbol('mark')]: 1 },
  })
  expect(unpack(structuredClone(packed))).toEqual({
    plain: { deep: [1, { fn: new Withheld('a function'), x: 2 }] },
    map: new Withheld('a function'),
    cycle: new Withheld('a cycle'),
    odd: new Withheld('a named property of an array'),
    marked: new Withheld('an object with symbol keys'),
  })
})
