import { around, type Carrier } from './carrier.ts'

/** Values that stand in variables and in containers of the language. */
export const values: readonly Carrier[] = [
  around('a constant', ({ name }, inner) => {
    const k = name('k')
    return [`const ${k} = ${inner}`, k]
  }),
  around('a number', ({ edit, name }, inner) => {
    const k = name('k')
    return [`const ${k} = ${edit('1', '2')}`, `[${k}, ${inner}]`]
  }),
  around('a text', ({ edit, name }, inner) => {
    const k = name('text')
    return [`const ${k} = '${edit('a', 'b')}'`, `${k} + ${inner}`]
  }),
  around('a member of nested data', ({ edit, name }, inner) => {
    const o = name('config')
    return [
      `const ${o} = { a: { b: [${edit('1', '2')}], c: ${inner} }, d: 3 }`,
      `[${o}.a.b[0], ${o}['a'].c, ${o}?.d]`,
    ]
  }),
  around('data taken apart', ({ edit, neutral, name }, inner) => {
    const o = name('config')
    return [
      `const ${o} = { a: { k: ${inner}, l: ${edit('1', '2')}, unused: ${neutral('1', '2')} }, other: ${neutral('3', '4')} }`,
      `(() => { const { a: { k, l: m = 5 } } = ${o}; return [k, m] })()`,
    ]
  }),
  around('the order of keys', ({ edit, name }, inner) => {
    const o = name('config')
    return [`const ${o} = { ${edit('a: 1, b: 2', 'b: 2, a: 1')} }`, `[Object.keys(${o}), ${inner}]`]
  }),
  around('a hidden property', ({ edit, name }, inner) => {
    const o = name('config')
    return [
      `const ${o} = Object.defineProperty({ b: 2 }, 'a', { value: ${inner}, enumerable: ${edit('true', 'false')} })`,
      `[Object.keys(${o}), ${o}.a]`,
    ]
  }),
  around('a frozen object', ({ edit, name }, inner) => {
    const o = name('config')
    return [`const ${o} = Object.freeze({ a: ${edit('1', '2')}, b: [${inner}] })`, `JSON.stringify(${o})`]
  }),
  around('a map', ({ edit, name }, inner) => {
    const m = name('table')
    return [
      `const ${m} = new Map([['a', ${inner}], ['b', ${edit('1', '2')}]])`,
      `[...${m}].map(([key, value]) => [key, value])`,
    ]
  }),
  around('a set', ({ edit, name }, inner) => {
    const s = name('all')
    return [`const ${s} = new Set([${edit('1', '2')}, 3])`, `[[...${s}], ${inner}]`]
  }),
  around('an array with a hole', ({ edit, name }, inner) => {
    const a = name('rows')
    return [`const ${a} = [1, ${edit('', 'undefined')}, ${inner}]`, `[1 in ${a}, ${a}[2]]`]
  }),
  around('a date', ({ edit, name }, inner) => {
    const d = name('day')
    return [`const ${d} = new Date(${edit('0', '86400000')})`, `[${d}.getTime(), ${inner}]`]
  }),
  around('a regular expression', ({ edit, name }, inner) => {
    const r = name('pattern')
    return [
      `const ${r} = /a${edit('', '+')}/${edit('', 'i')}`,
      `['aaA'.match(${r})[0], ${r}.test('A'), ${inner}]`,
    ]
  }),
  around('bytes', ({ edit, name }, inner) => {
    const b = name('bytes')
    return [
      `const ${b} = new ${edit('Uint8Array', 'Uint16Array')}([1, ${edit('2', '3')}])`,
      `[...new Uint8Array(${b}.buffer), ${inner}]`,
    ]
  }),
  around('an address', ({ edit, name }, inner) => {
    const u = name('address')
    return [
      `const ${u} = new URL('http://host/${edit('a', 'b')}?x=${edit('1', '2')}')`,
      `[${u}.href, ${inner}]`,
    ]
  }),
  around('a symbol as a key', ({ edit, name }, inner) => {
    const [s, o] = [name('key'), name('data')]
    return [
      `const ${s} = Symbol('${edit('a', 'b')}')\nconst ${o} = { [${s}]: ${inner}, [Symbol.for('shared')]: ${edit('1', '2')} }`,
      `[${o}[${s}], ${s}.description, ${o}[Symbol.for('shared')]]`,
    ]
  }),
  around('a bigint and -0', ({ edit, name }, inner) => {
    const [b, z] = [name('big'), name('zero')]
    return [
      `const ${b} = ${edit('10n', '11n')}, ${z} = ${edit('0', '-0')}`,
      `[String(${b}), 1 / ${z} > 0, ${inner}]`,
    ]
  }),
  around('an alias', ({ edit, name }, inner) => {
    const [o, p] = [name('first'), name('second')]
    return [
      `const ${o} = { k: ${edit('1', '2')} }\nconst ${p} = ${o}\n${p}.l = ${inner}`,
      `[${o}.k, ${p}.l, ${o} === ${p}]`,
    ]
  }),
  around('data that holds itself', ({ edit, name }, inner) => {
    const o = name('ring')
    return [
      `const ${o} = { k: ${edit('1', '2')}, l: ${inner} }\n${o}.self = ${o}`,
      `[${o}.self.self.k, ${o}.l]`,
    ]
  }),
  around('an object without a prototype', ({ edit, name }, inner) => {
    const o = name('bare')
    return [
      `const ${o} = Object.assign(Object.create(null), { a: ${inner}, b: ${edit('1', '2')} })`,
      `Object.entries(${o})`,
    ]
  }),
  around('constants written as sums', ({ neutral }, inner) => [
    '',
    `[${neutral('60 * 60 * 24', '86400')}, ${neutral("'a' + 'b'", "'ab'")}, ${inner}]`,
  ]),
  around('a variable that was assigned while loading', ({ edit, name }, inner) => {
    const k = name('k')
    return [`let ${k} = 0\nfor (let i = 0; i < ${edit('3', '4')}; i++) ${k} += i\n${k} = [${k}, ${inner}]`, k]
  }),
  around('a variable that a function assigns', ({ edit, name }, inner) => {
    const [k, f] = [name('k'), name('assign')]
    return [`let ${k} = ${edit('1', '2')}\nexport const ${f} = (to) => { ${k} = to }`, `[${k}, ${inner}]`]
  }),
]
