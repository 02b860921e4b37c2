import type { Sources } from '../support/sources.ts'
import { toolchains } from '../support/toolchains.ts'
import { baseSources, edited, withPackageVersion } from './fixture.ts'
import { openWorkshop } from './workshop.ts'

interface Edit {
  readonly what: string
  readonly sources: Sources
  /** The stages whose digest must change; no other may. */
  readonly stale: readonly string[]
}

const edit = (
  what: string,
  stale: readonly string[],
  file: string,
  from: string | RegExp,
  to: string,
): Edit => ({
  what,
  stale,
  sources: edited(`${file}.js`, from, to),
})

const edits: readonly Edit[] = [
  // What only changes the looks.
  edit('a comment', [], 'stages', '/** Fits. */', '/** Fits a model. */'),
  edit('a comment inside the function', [], 'stages', "calls.push('fit')", "// noted\n  calls.push('fit')"),
  edit('whitespace', [], 'stages', "calls.push('fit')", "calls . push(\n\n   'fit' ) ;"),
  edit('quote style', [], 'stages', "calls.push('fit')", 'calls.push("fit")'),
  edit('a text written as a template', [], 'stages', "describe('fit')", 'describe(`fit`)'),
  edit('parentheses', [], 'stages', 'x * weights.near', '((x) * (weights.near))'),
  edit('the spelling of a number', [], 'stages', 'LIMIT = 10', 'LIMIT = 0xa'),
  edit('a renamed local', [], 'stages', /\bfound\b/g, 'hits'),
  edit('a renamed parameter', [], 'stages', /\bitems\b/g, 'entries$'),
  edit('a renamed inner function', [], 'stages', /\blater\b/g, 'after'),
  edit('a renamed label', [], 'stages', /\bouter\b/g, 'rowsLoop'),
  edit('a renamed helper', [], 'stages', /\bscale\b(?!d)/g, 'grow'),
  edit('a renamed constant', [], 'stages', /\bLIMIT\b/g, 'MOST'),
  {
    what: 'a renamed import',
    stale: [],
    sources: edited(
      'stages.js',
      '{ distance,',
      '{ distance as far_,',
      edited('stages.js', 'distance(item', 'far_(item'),
    ),
  },
  edit('a type annotation', [], 'stages', 'items/*: number[]*/ = []', 'items/*: readonly number[]*/ = []'),
  edit('const instead of let', [], 'stages', 'const label', 'let label'),
  edit('a shorthand property written out', [], 'stages', '{ k, rest, rows', '{ k: k, rest: rest, rows'),
  edit(
    'braces around one statement',
    [],
    'stages',
    'if (seen.has(item)) continue outer',
    'if (seen.has(item)) { continue outer }',
  ),
  edit('a directive', [], 'stages', 'return x + 1', "'use strict'; return x + 1"),
  // What the stage does not reach.
  edit('an unused export', [], 'helpers', 'return x - 1', 'return x - 2'),
  edit('an unused member of a constant', [], 'helpers', 'unused: 1', 'unused: 2'),
  edit('an unused function of an object', [], 'helpers', "'utf8'", "'latin1'"),
  edit('a sibling stage', ['sibling'], 'stages', 'return x + 1', 'return x + 2'),
  edit(
    'an unused import',
    [],
    'stages',
    'import * as path',
    "import * as os from 'node:os'\nimport * as path",
  ),
  edit('the order of helpers', [], 'helpers', /(let offset = 1)\n\n(const square.*)/, '$2\n$1'),
  edit(
    'a new helper that nothing calls',
    [],
    'helpers',
    'let offset',
    'const cube = (x) => x ** 3\nlet offset',
  ),
  // What changes the meaning.
  edit('a literal number', ['fit'], 'stages', 'k = 3', 'k = 4'),
  edit('a default value', ['fit'], 'stages', '= {}, items', '= { k: 1 }, items'),
  edit('an operator', ['fit'], 'stages', '> LIMIT\n', '>= LIMIT\n'),
  edit('a text', ['fit'], 'stages', "describe('fit')", "describe('Fit')"),
  edit('a text inside a template', ['fit'], 'stages', 'row-${item}', 'line-${item}'),
  edit('the flags of a regular expression', ['fit'], 'stages', '$/g', '$/gi'),
  edit('a statement left out', ['fit'], 'stages', 'if (seen.has(item)) continue outer', ''),
  edit('two arguments exchanged', ['fit'], 'stages', 'distance(item, index)', 'distance(index, item)'),
  edit(
    'async left out',
    ['score'],
    'stages',
    'async (input/*: number*/)/*: Promise<number>*/',
    '(input/*: number*/)/*: number*/',
  ),
  edit('optional chaining left out', ['score'], 'stages', 'total?.toFixed', 'total.toFixed'),
  edit('?? instead of ||', ['score'], 'stages', 'total ?? 0', 'total || 0'),
  edit('yield instead of yield*', ['sample'], 'stages', 'yield* [', 'yield ['),
  edit('a key of the result', ['fit'], 'stages', 'near: helpers', 'nearest: helpers'),
  // What it reaches.
  edit('a constant', ['fit'], 'stages', 'LIMIT = 10', 'LIMIT = 11'),
  edit('a member of a constant', ['fit'], 'stages', 'near: 2', 'near: 3'),
  edit('a nested member of an imported constant', ['score', 'sample'], 'helpers', 'level: 4', 'level: 5'),
  edit('a helper', ['fit'], 'stages', 'x * weights.near', 'x / weights.near'),
  edit('an imported helper', ['fit'], 'helpers', 'Math.sqrt(', 'Math.cbrt('),
  edit("a helper's helper", ['fit'], 'helpers', 'x ** 2', 'x ** 3'),
  edit('a function stored in an object', ['score'], 'helpers', '(a, b) => a + b, 0', '(a, b) => a + b, 1'),
  edit(
    'a function reached through a namespace',
    ['fit'],
    'helpers',
    'nearest(items, 0)',
    'nearest(items, 1)',
  ),
  edit('a default export', ['fit'], 'describe', "'the '", "'a '"),
  edit('another function of a package', ['fit'], 'helpers', /nearest(?=[ (])(?!Of)/g, 'farthest'),
  edit('the value of a mutable binding', ['fit'], 'helpers', 'let offset = 1', 'let offset = 2'),
  edit('a method of a class', ['sample'], 'helpers', 'super.predict(x) +', 'super.predict(x) -'),
  edit('a method of a superclass', ['sample'], 'helpers', 'this.slope * x', 'this.slope + x'),
  edit('a constructor', ['sample'], 'helpers', 'this.slope = slope', 'this.slope = -slope'),
  edit('a static method', ['sample'], 'helpers', 'new Linear(1)', 'new Linear(2)'),
  edit('a getter of a class', ['sample'], 'helpers', 'this.slope * 2', 'this.slope * 3'),
  { what: 'the version of a package', stale: ['fit'], sources: withPackageVersion('3.0.1') },
]

const checked = new Set([
  'node',
  'tsx',
  'esbuild, CommonJS',
  'swc, CommonJS',
  'tsc, ESM',
  "node's type stripping",
])

describe.each(
  toolchains.filter(({ name }) => checked.has(name)).map((toolchain) => [toolchain.name, toolchain] as const),
)('through %s', (_, toolchain) => {
  const workshop = openWorkshop()
  const cases = Object.fromEntries(edits.map(({ what, sources }) => [what, sources]))
  const answers = workshop.fingerprint(toolchain, { base: baseSources, ...cases })
  workshop.close()

  test.each(edits.map(({ what, stale }) => [what, stale.join(' and ') || 'no stage', stale] as const))(
    'an edit of %s makes %s stale',
    (what, _stages, stale) => {
      const names = Object.keys(answers.base ?? {})
      const changed = names.filter((name) => answers[what]?.[name]?.digest !== answers.base?.[name]?.digest)
      expect(new Set(changed)).toEqual(new Set(stale))
    },
  )

  const changedParts = (what: string, stage: string) => {
    const before = answers.base?.[stage]?.parts ?? {}
    const after = answers[what]?.[stage]?.parts ?? {}
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
      (name) => before[name] !== after[name],
    )
  }

  test.each([
    ['a literal number', 'fit', ['function fit']],
    ['a constant', 'fit', ['constant LIMIT']],
    ['a nested member of an imported constant', 'score', ['constant settings.deep.level']],
    ["a helper's helper", 'fit', ['helper square']],
    ['a method of a superclass', 'sample', ['class Model']],
    ['the value of a mutable binding', 'fit', ['constant offset']],
    ['the version of a package', 'fit', ['package tiny-knn@3.0.0', 'package tiny-knn@3.0.1']],
  ] as const)('an edit of %s changes that part of %s alone', (what, stage, parts) => {
    expect(changedParts(what, stage)).toEqual(parts)
  })
})
