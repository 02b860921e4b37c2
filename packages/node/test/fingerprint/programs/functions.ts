import { around, type Carrier } from './carrier.ts'

/** Functions, closures, and what is made of them. */
export const functions: readonly Carrier[] = [
  around('a helper', ({ edit, neutral, name, dice }, inner) => {
    const f = name('scale')
    const x = neutral('x', 'renamed')
    return [
      dice.pick([
        `const ${f} = (${x}) => [${x} ${edit('*', '+')} 3, ${inner}]`,
        `function ${f}(${x}) { return [${x} ${edit('*', '+')} 3, ${inner}] }`,
        `const ${f} = function (${x}) { ${neutral('', '/* a comment */')} return [${x} ${edit('*', '+')} 3, ${inner}] }`,
      ]),
      `${f}(2)`,
    ]
  }),
  around('a helper of a helper', ({ edit, name }, inner) => {
    const [f, g] = [name('outer'), name('inner')]
    return [`const ${g} = (x) => x - ${edit('1', '2')}\nconst ${f} = (x) => [${g}(x), ${inner}]`, `${f}(2)`]
  }),
  around('a closure', ({ edit, name }, inner) => {
    const [make, f] = [name('make'), name('made')]
    return [
      `const ${make} = (a, b) => { const c = a + 1; return (x) => [x * c, b] }\nconst ${f} = ${make}(${edit('1', '2')}, ${inner})`,
      `${f}(2)`,
    ]
  }),
  around('closures that share a variable', ({ edit, name }, inner) => {
    const [make, f] = [name('make'), name('counter')]
    return [
      `const ${make} = () => { let n = ${edit('1', '2')}; return { next: () => ++n, now: () => n } }\nconst ${f} = ${make}()\n${f}.next()${edit('', `; ${f}.next()`)}`,
      `[${f}.now(), ${inner}]`,
    ]
  }),
  around('a default value', ({ edit, name }, inner) => {
    const f = name('scale')
    return [
      `const ${f} = (x = ${edit('1', '2')}, { y = ${inner}, ...rest } = {}, [z = 3] = []) => [x, y, z, rest]`,
      `${f}()`,
    ]
  }),
  around('a default value that refers to another parameter', ({ edit, name }, inner) => {
    const [f, x] = [name('scale'), name('x')]
    return [
      `const ${x} = ${edit('1', '2')}\nconst ${f} = (a, b = a + ${x}) => { var ${x} = 7; return [b, ${x}] }`,
      `[${f}(1), ${inner}]`,
    ]
  }),
  around('arguments', ({ edit, name }, inner) => {
    const f = name('all')
    return [
      `function ${f}() { return [arguments.length, arguments[${edit('0', '1')}]] }`,
      `[${f}(1, 2), ${inner}]`,
    ]
  }),
  around('the arguments around an arrow', ({ edit, name }, inner) => {
    const [f, g] = [name('outer'), name('arrow')]
    return [
      `function ${f}() { return (x) => x * arguments[0] }\nconst ${g} = ${f}(${edit('2', '3')})`,
      `[${g}(2), ${inner}]`,
    ]
  }),
  around('a bound function', ({ edit, name }, inner) => {
    const f = name('bound')
    return [
      `const ${f} = function (a, b) { return [this.k, a, b] }.bind({ k: ${edit('1', '2')} }, ${edit('3', '4')})`,
      `${f}(${inner})`,
    ]
  }),
  around('a memo', ({ edit, name }, inner) => {
    const [memoize, f] = [name('memoize'), name('known')]
    return [
      `const ${memoize} = (fn) => { const seen = new Map(); return (x) => { if (!seen.has(x)) seen.set(x, fn(x)); return seen.get(x) } }\nconst ${f} = ${memoize}((x) => [x + ${edit('1', '2')}, ${inner}])`,
      `${f}(2)`,
    ]
  }),
  around('functions in a list', ({ edit, name }, inner) => {
    const all = name('steps')
    return [
      `const ${all} = [(x) => x + 1, (x) => x ${edit('*', '-')} 3]`,
      `[${all}.reduce((x, f) => f(x), 2), ${inner}]`,
    ]
  }),
  around('the names of functions', ({ edit, name }, inner) => {
    const [all, f] = [name('metrics'), name('accuracy')]
    const called = edit(f, `${f}Renamed`)
    return [`const ${called} = (x) => x\nconst ${all} = [${called}]`, `[${all}.map((m) => m.name), ${inner}]`]
  }),
  around('a name that nobody asks for', ({ neutral, name }, inner) => {
    const f = name('quiet')
    const called = neutral(f, `${f}Renamed`)
    return [`const ${called} = (x) => [x, ${inner}]`, `${called}(1)`]
  }),
  around('a generator', ({ edit, name }, inner) => {
    const f = name('stream')
    return [
      `function* ${f}(n) { for (let i = 0; i < n; i += ${edit('1', '2')}) yield i; yield* [${inner}] }`,
      `[...${f}(3)]`,
    ]
  }),
  around('a template tag', ({ edit, name }, inner) => {
    const f = name('tag')
    return [
      `const ${f} = ({ raw }, ...values) => raw.join('${edit('|', '-')}') + values.length`,
      `[${f}\`a\${1}b\`, ${inner}]`,
    ]
  }),
  around('a function made of a text', ({ edit, name }, inner) => {
    const f = name('made')
    return [`const ${f} = new Function('x', 'return x * ${edit('2', '3')}')`, `[${f}(2), ${inner}]`]
  }),
  around('properties of a function', ({ edit, name }, inner) => {
    const f = name('tool')
    return [
      `const ${f} = Object.assign((x) => x * ${edit('2', '3')}, { fn: (x) => x, spec: { name: '${edit('a', 'b')}' }, rate: ${inner} })`,
      `[${f}(2), ${f}.rate, ${f}.spec.name]`,
    ]
  }),
  around('recursion', ({ edit, name }, inner) => {
    const [f, g] = [name('even'), name('odd')]
    return [
      `const ${f} = (n) => n <= 0 || ${g}(n - 1)\nconst ${g} = (n) => n > 0 && ${f}(n - ${edit('1', '2')})`,
      `[${f}(5), ${inner}]`,
    ]
  }),
  around('var or let in a loop', ({ edit, name }, inner) => {
    const f = name('sum')
    return [
      `const ${f} = () => { let out; for (const i of [1, 2, 3]) { ${edit('var', 'let')} acc; acc = (acc ?? 0) + i; out = acc } return out }`,
      `[${f}(), ${inner}]`,
    ]
  }),
  around('closures of a loop', ({ edit, name }, inner) => {
    const f = name('all')
    return [
      `const ${f} = () => { const all = []; for (${edit('let', 'var')} i = 0; i < 3; i++) all.push(() => i); return all.map((get) => get()) }`,
      `[${f}(), ${inner}]`,
    ]
  }),
  around('labels and switches', ({ edit, name }, inner) => {
    const f = name('find')
    return [
      `const ${f} = (x) => { a: for (;;) { b: for (;;) { switch (x) { case ${edit('1', '2')}: x = 9; break a; default: break b } } x++; if (x > 5) break } return x }`,
      `[${f}(1), ${inner}]`,
    ]
  }),
  around('what is thrown and caught', ({ edit, name }, inner) => {
    const f = name('tries')
    return [
      `const ${f} = () => { try { throw new RangeError('${edit('a', 'b')}') } catch ({ message }) { return message } finally { ${edit('', 'undefined')} } }`,
      `[${f}(), ${inner}]`,
    ]
  }),
  around('a memo that is written and read', ({ edit, name }, inner) => {
    const [o, f] = [name('state'), name('count')]
    return [
      `const ${o} = { calls: 0, rate: ${edit('1', '2')} }\nconst ${f} = () => { ${o}.calls++; return ${o}.rate }`,
      `[${f}(), ${inner}]`,
    ]
  }),
  around('which of two objects is written', ({ edit, name }, inner) => {
    const [one, two, put] = [name('one'), name('two'), name('put')]
    return [
      `const ${one} = { x: 0 }, ${two} = { x: 0 }\nconst ${put} = (n) => { ${edit(one, two)}.x = n }`,
      `(${put}(5), [${one}.x, ${inner}])`,
    ]
  }),
  around('which of two variables is written', ({ edit, name }, inner) => {
    const [one, two, put] = [name('one'), name('two'), name('put')]
    return [
      `let ${one} = 0, ${two} = 0\nconst ${put} = (n) => { ${edit(one, two)} = n }`,
      `(${put}(5), [${one}, ${inner}])`,
    ]
  }),
  around('a free hasOwnProperty', ({ edit, name }, inner) => {
    const [has, f] = [name('has'), name('size')]
    return [
      `const { hasOwnProperty: ${has} } = Object.prototype\nconst ${f} = (o) => { let n = 0; for (const k in o) if (${has}.call(o, k)) n += ${edit('1', '2')}; return n }`,
      `[${f}({ a: 1 }), ${inner}]`,
    ]
  }),
  around('a comment, and white space', ({ neutral, name }, inner) => {
    const f = name('quiet')
    return [
      `const ${f} = (x) => { ${neutral('', '/* said */   ')} return [x, ${inner}] ${neutral('', '// so\n')}}`,
      `${f}(1)`,
    ]
  }),
  around('a local name', ({ neutral, name }, inner) => {
    const f = name('quiet')
    const local = neutral('local', 'other')
    return [`const ${f} = (x) => { const ${local} = x + 1; return [${local}, ${inner}] }`, `${f}(1)`]
  }),
  around('a helper that is not called', ({ neutral, name }, inner) => {
    const f = name('unused')
    return [`export const ${f} = (x) => x * ${neutral('2', '3')}`, inner]
  }),
]
