/** An edit of a program, as the text that goes and the text that comes; or what changes around the program. */
export interface Kind {
  readonly name: string
  /** What stands before the stage. */
  readonly before: string
  /** What the stage's function gives. */
  readonly use: string
  readonly from: string
  readonly to: string
  readonly params?: string
  readonly module?: 'cjs'
  /** What changes in place of the program: the script that it starts, or a variable of the environment. */
  readonly around?: 'script' | 'environment'
  /** Whether a warning that names the thing is enough. Otherwise its stage must run again. */
  readonly warned?: true
  /** Whether the edit changes nothing, so that its stage must not run again. */
  readonly needless?: true
}

export const kinds: readonly Kind[] = [
  {
    name: 'a collator’s compare',
    before: `const cmp = new Intl.Collator('en', { numeric: true }).compare`,
    use: `['a10', 'a9'].sort(cmp)`,
    from: 'numeric: true',
    to: 'numeric: false',
  },
  {
    name: 'a number format',
    before: `const { format } = new Intl.NumberFormat('de', { minimumFractionDigits: 2 })`,
    use: `format(1234.5)`,
    from: 'Digits: 2',
    to: 'Digits: 3',
  },
  {
    name: 'a static arrow function',
    before: `class Scorer {\n  static weight = (x) => x * 2\n  score(x) { return Scorer.weight(x) + 1 }\n}`,
    use: 'new Scorer().score(params.n)',
    from: 'x * 2',
    to: 'x * 3',
  },
  {
    name: 'private static state',
    before: `class Prompts { static #t = new Map(); static add(k, v) { Prompts.#t.set(k, v) } static get(k) { return Prompts.#t.get(k) } }\nPrompts.add('sum', 'Summarise')`,
    use: `Prompts.get('sum') + params.n`,
    from: `'Summarise'`,
    to: `'Summarise briefly'`,
    warned: true,
  },
  {
    name: 'a wrapper around require',
    before: `const makeScorer = (path, k) => (x) => path.basename('/a/b') + x * k\nconst score = makeScorer(require('node:path'), 2)`,
    use: 'score(params.n)',
    from: "'node:path'), 2",
    to: "'node:path'), 3",
    module: 'cjs',
  },
  {
    name: 'names of functions',
    before: `const accuracy = (x) => x\nconst recall = (x) => x * 2\nconst metrics = [accuracy, recall]`,
    use: 'Object.fromEntries(metrics.map((m) => [m.name, m(params.n)]))',
    from: 'recall',
    to: 'sensitivity',
  },
  {
    name: 'a program that is started beside a member called file',
    before: `import { execFileSync } from 'node:child_process'`,
    use: `execFileSync(process.execPath, ['x.cjs', params.file], { encoding: 'utf8' })`,
    from: '',
    to: 'console.log(2)',
    around: 'script',
    warned: true,
  },
  {
    name: 'a built-in by import()',
    before: '',
    use: `(await import('node:child_process')).execFileSync(process.execPath, ['x.cjs'], { encoding: 'utf8' })`,
    from: '',
    to: 'console.log(2)',
    around: 'script',
    warned: true,
  },
  {
    name: 'an object that carries fn and spec',
    before: `const impl = (x) => x + 1\nconst tool = Object.assign((x) => impl(x) * 2, { fn: impl, spec: { name: 'tool' } })`,
    use: 'tool(params.n)',
    from: '* 2',
    to: '* 3',
  },
  {
    name: 'arguments of an outer function',
    before: `function times() { return (x) => x * arguments[0] }\nconst h = times(3)`,
    use: 'h(params.n)',
    from: 'times(3)',
    to: 'times(4)',
    warned: true,
  },
  {
    name: 'data on built-ins',
    before: `Math.TAU = 6.28; process.myConfig = { k: 1 }`,
    use: '[Math.TAU, process.myConfig.k]',
    from: '6.28',
    to: '6.2831',
  },
  {
    name: 'an heir of a built-in',
    before: `const math = Object.create(Math)\nmath.score = (x) => x * 2`,
    use: 'math.score(params.n)',
    from: 'x * 2',
    to: 'x * 3',
  },
  {
    name: 'inspected parameters',
    before: `import { inspect } from 'node:util'`,
    use: `inspect(params.o, { customInspect: false }).includes('4711')`,
    from: '4711 }',
    to: '4712 }',
    params: '{ o: { a: 4711 } }',
  },
  {
    name: 'var and let',
    before: '',
    use: '(() => { let out; for (const i of [1, 2, 3]) { var acc; acc = (acc ?? 0) + i; out = acc } return out })()',
    from: 'var acc',
    to: 'let acc',
  },
  {
    name: 'a function of another context',
    before: `import vm from 'node:vm'\nconst f = vm.runInNewContext('(x) => x * k', { k: 2 })`,
    use: 'f(params.n)',
    from: 'k: 2',
    to: 'k: 3',
    warned: true,
  },
  {
    name: 'whether a property is enumerable',
    before: `const c = Object.defineProperty({}, 'a', { value: 1, enumerable: true })`,
    use: 'Object.keys(c)',
    from: 'enumerable: true',
    to: 'enumerable: false',
  },
  {
    name: 'hasOwnProperty on its own',
    before: `const K = 2\nconst { hasOwnProperty } = Object.prototype\nconst size = (o) => { let n = 0; for (const k in o) if (hasOwnProperty.call(o, k)) n += K; return n }`,
    use: 'size({ a: 1 })',
    from: 'K = 2',
    to: 'K = 3',
  },
  {
    name: 'which outer object is written',
    before: `const one = { x: 0 }, two = { x: 0 }\nconst put = (n) => { one.x = n }`,
    use: '(put(params.n), one.x)',
    from: '{ one.x = n }',
    to: '{ two.x = n }',
  },
  {
    name: 'fields of an instance',
    before: `class A { constructor(k) { this.k = k } f(x) { return x * this.k } }\nconst a = new A(2)`,
    use: 'a.f(params.n)',
    from: 'A(2)',
    to: 'A(3)',
  },
  {
    name: 'another name for process.env',
    before: `const env = process.env`,
    use: `env.OF_THE_EDITS ?? 'none'`,
    from: 'OF_THE_EDITS',
    to: '1',
    around: 'environment',
    warned: true,
  },
  {
    name: 'a value below keys that were read',
    before: '',
    use: 'Object.keys(params.models)',
    from: '{ a: 1, b: 1 }',
    to: '{ a: 2, b: 1 }',
    params: '{ models: { a: 1, b: 1 } }',
    needless: true,
  },
  {
    name: 'a renamed private field',
    before: `class A { #x = 1; get() { return this.#x } }`,
    use: 'new A().get()',
    from: '#x',
    to: '#y',
    needless: true,
  },
  {
    name: 'a constant that is worked out',
    before: `const day = 60 * 60 * 24`,
    use: 'day',
    from: '60 * 60 * 24',
    to: '86400',
    needless: true,
  },
]

/** A program that plans its stage, runs it, runs it without a cache, and prints what came of that as JSON. */
export const programOf = ({ before, use, module, params = "{ n: 2, file: 'q' }" }: Kind): string => {
  const names = 'stage, record, json, plan, run, fileStore'
  const imports =
    module === 'cjs'
      ? `const { ${names} } = require('stagewright')`
      : `import { ${names} } from 'stagewright'`
  return `${imports}
${before}
const s = stage({ name: 's', outputs: ['v'], cachers: [json()] })(async ({ params }) => ({ v: ${use} }))
;(async () => {
  const t = s(record(${params})), o = { store: fileStore('.stagewright') }
  const p = await plan(t, o), r = await run(t, o), fresh = await run(t, { cache: 'off' })
  console.log(JSON.stringify({ decision: p.steps[0].decision, value: await r.value(t, 'v'), fresh: await fresh.value(t, 'v'), warnings: p.warnings.length }))
})()
`
}
