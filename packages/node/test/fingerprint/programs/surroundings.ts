import { around, type Carrier, carrier } from './carrier.ts'

/** Functions and objects that the runtime gives, with settings inside, and what the program puts on them. */
export const surroundings: readonly Carrier[] = [
  around('a comparison of texts', ({ edit, name }, inner) => {
    const f = name('compare')
    return [
      `const ${f} = new Intl.Collator('en', { numeric: ${edit('true', 'false')} }).compare`,
      `[['a10', 'a9'].sort(${f}), ${inner}]`,
    ]
  }),
  around('a format of numbers', ({ edit, name }, inner) => {
    const f = name('format')
    return [
      `const { format: ${f} } = new Intl.NumberFormat('${edit('de', 'en')}', { minimumFractionDigits: ${edit('2', '3')} })`,
      `[${f}(1234.5), ${inner}]`,
    ]
  }),
  around('an object of Intl', ({ edit, name }, inner) => {
    const f = name('plural')
    return [
      `const ${f} = new Intl.PluralRules('en', { type: '${edit('cardinal', 'ordinal')}' })`,
      `[${f}.select(2), ${inner}]`,
    ]
  }),
  around('a language', ({ edit, name }, inner) => {
    const l = name('locale')
    return [`const ${l} = new Intl.Locale('${edit('de', 'en')}-CH')`, `[${l}.language, ${inner}]`]
  }),
  around('a decoder', ({ edit, name }, inner) => {
    const d = name('decoder')
    return [
      `const ${d} = new TextDecoder('${edit('utf-8', 'latin1')}')`,
      `[${d}.decode(new Uint8Array([195, 164])), ${inner}]`,
    ]
  }),
  around('the parameters of an address', ({ edit, name }, inner) => {
    const q = name('query')
    return [`const ${q} = new URLSearchParams({ a: '${edit('1', '2')}' })`, `[${q}.get('a'), ${inner}]`]
  }),
  around('a native function that is bound', ({ edit, name }, inner) => {
    const f = name('most')
    return [`const ${f} = Math.max.bind(null, ${edit('3', '4')})`, `[${f}(1), ${inner}]`]
  }),
  around('which native function', ({ edit, name }, inner) => {
    const f = name('extreme')
    return [`const ${f} = Math.${edit('max', 'min')}`, `[${f}(1, 2), ${inner}]`]
  }),
  around('data on an object of the language', ({ edit, name, dice }, inner) => {
    const k = name('OWN')
    const holder = dice.pick(['Math', 'JSON', 'process', 'Number', 'Array', 'globalThis', 'Reflect'])
    return [`${holder}.${k} = { k: ${edit('1', '2')} }`, `[${holder}.${k}.k, ${inner}]`]
  }),
  around('a function on an object of the language', ({ edit, name, dice }, inner) => {
    const k = name('own')
    const holder = dice.pick(['Math', 'JSON', 'process', 'globalThis', 'Object'])
    return [`${holder}.${k} = (x) => x * ${edit('2', '3')}`, `[${holder}.${k}(2), ${inner}]`]
  }),
  around('a method on a class of the language', ({ edit, name, dice }, inner) => {
    const k = name('own')
    const [holder, value] = dice.pick([
      ['Array', '[1]'],
      ['String', "'a'"],
      ['Map', 'new Map()'],
      ['Number', '(1)'],
      ['Function', '(() => 1)'],
    ] as const)
    return [
      `Object.defineProperty(${holder}.prototype, '${k}', { value(x) { return x * ${edit('2', '3')} }, configurable: true })`,
      `[${value}.${k}(2), ${inner}]`,
    ]
  }),
  around('a function of another realm', ({ edit, name }, inner) => {
    const [vm, f] = [name('vm'), name('f')]
    return [
      `import ${vm} from 'node:vm'\nconst ${f} = ${vm}.runInNewContext('(x) => x * k + ${edit('1', '2')}', { k: ${edit('2', '3')} })`,
      `[${f}(2), ${inner}]`,
    ]
  }),
  around('a package of Node given to a function', ({ edit, name }, inner) => {
    const [path, make, f] = [name('path'), name('make'), name('f')]
    return [
      `import * as ${path} from 'node:path'\nconst ${make} = (path, k) => (x) => path.basename('/a/b') + x * k\nconst ${f} = ${make}(${path}, ${edit('2', '3')})`,
      `[${f}(2), ${inner}]`,
    ]
  }),
  around('a proxy', ({ edit, name }, inner) => {
    const p = name('proxy')
    return [
      `const ${p} = new Proxy({ k: ${edit('1', '2')} }, { get: (of, key) => [of[key], ${edit('3', '4')}] })`,
      `[${p}.k, ${inner}]`,
    ]
  }),
  around('a promise', ({ edit, name }, inner) => {
    const p = name('promise')
    return [`const ${p} = Promise.resolve(${edit('1', '2')})`, `[await ${p}, ${inner}]`]
  }),
  around('a weak map', ({ edit, name }, inner) => {
    const [k, w] = [name('key'), name('weak')]
    return [`const ${k} = {}, ${w} = new WeakMap([[${k}, ${edit('1', '2')}]])`, `[${w}.get(${k}), ${inner}]`]
  }),
  around('an iterator that is under way', ({ edit, name }, inner) => {
    const i = name('rows')
    return [`const ${i} = [1, ${edit('2', '3')}][Symbol.iterator]()`, `[[...${i}], ${inner}]`]
  }),
  around('an error', ({ edit, name }, inner) => {
    const e = name('failure')
    return [`const ${e} = new RangeError('${edit('a', 'b')}')`, `[${e}.message, ${inner}]`]
  }),
  around('code that eval reads', ({ edit, name }, inner) => {
    const k = name('k')
    return [`const ${k} = ${edit('1', '2')}`, `[eval('${k}'), ${inner}]`]
  }),
  carrier('a module that is imported while it runs', (pen, inner) => {
    const from = pen.module('mjs', `export const k = ${pen.edit('1', '2')}`)
    return {
      declarations: inner.declarations,
      expression: `[(await import('${from}')).k, ${inner.expression}]`,
    }
  }),
]
