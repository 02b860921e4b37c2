import * as fc from 'fast-check'

/** Texts with quotes, line ends, separators, and characters of every width. */
export const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom('"', ',', '\n', '\r', '\\', ' ', 'é', '漢', '🎈', '\u0000', '\ufeff', 'n', '.'),
  }),
  fc.constantFrom('', 'true', 'null', '12', '5n', '2020-01-01T00:00:00.000Z', '__proto__'),
)
export const numbers = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(NaN, Infinity, -Infinity, -0, 0, 2 ** 31, -(2 ** 31), 1e21, 5e-324),
)
export const dates = fc.date({ noInvalidDate: true })
const integers64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })

/** Columns of which each holds one type, some of them with nulls. */
const columns = fc.dictionary(
  texts.filter((name) => !name.startsWith('\ufeff') && name !== '__proto__'),
  fc.tuple(fc.constantFrom(texts, numbers, fc.boolean(), dates, integers64), fc.boolean()),
  { minKeys: 1, maxKeys: 5, noNullPrototype: true },
)

/** Flat rows that all have the same columns. */
export const rows = columns.chain((kinds) => {
  const cells = Object.entries(kinds).map(([name, [kind, nullable]]) => {
    const cell: fc.Arbitrary<unknown> = kind
    return fc.tuple(fc.constant(name), nullable ? fc.option(cell, { nil: null }) : cell)
  })
  return fc.array(
    fc.tuple(...cells).map((entries) => Object.fromEntries(entries)),
    { maxLength: 20 },
  )
})

/** Whatever JSON can hold and gives back as it was. */
export const plain = fc.jsonValue({ noUnicodeString: false } as fc.JsonSharedConstraints)

/** Data of more kinds than JSON has. */
export const richValues = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(texts, numbers, fc.boolean(), fc.bigInt(), dates, fc.constantFrom(null, undefined, /a+/giu)),
    fc.oneof(fc.uint8Array(), fc.float64Array(), fc.uint16Array()),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      texts.filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 4 },
    ),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 }).map((entries) => new Map(entries)),
    fc.array(tie('value'), { maxLength: 3 }).map((members) => new Set(members)),
  ),
})).value

export const images = fc
  .record({
    width: fc.integer({ min: 1, max: 9 }),
    height: fc.integer({ min: 1, max: 9 }),
    channels: fc.constantFrom(1, 2, 3, 4),
    deep: fc.boolean(),
  })
  .chain(({ width, height, channels, deep }) => {
    const exactly = { minLength: width * height * channels, maxLength: width * height * channels }
    return fc.record(
      {
        width: fc.constant(width),
        height: fc.constant(height),
        channels: fc.constant(channels),
        data: deep ? fc.uint16Array(exactly) : fc.uint8Array(exactly),
      },
      { noNullPrototype: true },
    )
  })
