import * as fc from 'fast-check'
import { nodeFingerprinter } from '../../src/fingerprint/index.ts'

const fingerprinter = nodeFingerprinter()
const digestOf = (source: string) =>
  fingerprinter.code(new Function(`return ${source}`)() as () => unknown).digest

/** An expression over the names in scope, with `$0`, `$1`, ... for the local names and `@` for one literal. */
const expression = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('$0', '$1', '$2', '$3', 'Math.PI', 'null', '"text"', '`text ${$0}`', '7'),
    fc
      .tuple(tie('node'), fc.constantFrom('+', '*', '<', '===', '??'), tie('node'))
      .map(([a, o, b]) => `((${a}) ${o} (${b}))`),
    fc.tuple(tie('node'), tie('node'), tie('node')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `[${a}, ...[${b}]]`),
    fc
      .tuple(tie('node'), tie('node'))
      .map(([a, b]) => `{ key: ${a}, ['other']: ${b} }`)
      .map((o) => `(${o})`),
    tie('node').map(
      (a) => `((($4) => { const { part: $5 = 1, ...$6 } = $4 ?? {}; return [$5, $6, ${a}] })($0))`,
    ),
    tie('node').map((a) => `(function $7($8) { if ($8 > 1) { return $7($8 - 1) } return ${a} })(2)`),
    tie('node').map(
      (a) => `(class $9 { #x = ${a}; static of() { return new $9() } get() { return this.#x } })`,
    ),
    tie('node').map(
      (a) =>
        `(() => { $10: for (const $11 of [1]) { try { continue $10 } catch ($12) { return $12 } } return ${a} })()`,
    ),
  ),
}))

const body = expression.node.map(
  (node) => `function $13($0, [$1, $2] = [], { key: $3 } = {}) { return [@, ${node}] }`,
)

const named = (source: string, names: readonly string[], literal = '1') =>
  source.replaceAll(/\$(\d+)/g, (_, index: string) => names[Number(index)] ?? '').replace('@', literal)

const plainNames = Array.from({ length: 14 }, (_, index) => `local${index}`)
const otherNames = fc.uniqueArray(
  fc.stringMatching(/^[a-z_$][a-zA-Z0-9_$]{2,6}$/).map((name) => `${name}_`),
  {
    minLength: 14,
    maxLength: 14,
  },
)

const spread = (source: string) => source.replaceAll(/([{};,()[\]])/g, '  $1 /* here */ ')

test('renaming every local keeps the digest', () => {
  fc.assert(
    fc.property(
      body,
      otherNames,
      (source, names) => digestOf(named(source, plainNames)) === digestOf(named(source, names)),
    ),
    { numRuns: 300 },
  )
})

test('other whitespace and comments keep the digest', () => {
  const withoutTemplates = body.filter((source) => !source.includes('`'))
  fc.assert(
    fc.property(withoutTemplates, (source) => {
      const text = named(source, plainNames)
      return digestOf(text) === digestOf(spread(text))
    }),
    { numRuns: 300 },
  )
})

test('another literal gives another digest', () => {
  const literals = fc.constantFrom(
    '1',
    '2',
    '-1',
    '1n',
    '"1"',
    'true',
    'null',
    'undefined',
    '/1/',
    '/1/g',
    '[1]',
    '"a"',
    '`b`',
    '-0',
    '0',
  )
  fc.assert(
    fc.property(body, literals, literals, (source, one, other) => {
      const same = digestOf(named(source, plainNames, one)) === digestOf(named(source, plainNames, other))
      return same === (one === other)
    }),
    { numRuns: 300 },
  )
})

test('exchanging two locals that are used differently gives another digest', () => {
  expect(digestOf('(a, b) => a - b')).not.toBe(digestOf('(a, b) => b - a'))
  expect(digestOf('(a) => { const b = 1; return (c) => a + b + c }')).not.toBe(
    digestOf('(a) => { const b = 1; return (c) => b + a + c }'),
  )
  expect(digestOf('(a) => (b) => a')).not.toBe(digestOf('(a) => (b) => b'))
})
