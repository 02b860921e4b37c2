import { around, type Carrier } from './carrier.ts'

/** Classes with all that they may have, prototypes, and objects with methods. */
export const classes: readonly Carrier[] = [
  around('a method', ({ edit, name, neutral }, inner) => {
    const C = name('Model')
    return [
      `class ${C} { constructor(k) { this.k = k } predict(x) { return [x ${edit('*', '+')} 3, this.k] } unused() { ${neutral('', '/* said */')} } }`,
      `new ${C}(${inner}).predict(2)`,
    ]
  }),
  around('a static field', ({ edit, name, dice }, inner) => {
    const C = name('Scorer')
    const end = dice.pick([';', ''])
    return [
      `class ${C} {\n  static weight = (x) => x ${edit('*', '+')} 3${end}\n  static rate = ${edit('1', '2')}${end}\n  score(x) { return [${C}.weight(x), ${C}.rate, ${inner}] }\n}`,
      `new ${C}().score(2)`,
    ]
  }),
  around('a private static field', ({ edit, name }, inner) => {
    const C = name('Registry')
    return [
      `class ${C} { static #all = new Map(); static add(k, v) { ${C}.#all.set(k, v) } static get(k) { return ${C}.#all.get(k) } }\n${C}.add('a', ${edit('1', '2')})`,
      `[${C}.get('a'), ${inner}]`,
    ]
  }),
  around('a private field of a captured instance', ({ edit, name }, inner) => {
    const [C, o] = [name('Model'), name('model')]
    return [
      `class ${C} { #k; constructor(k) { this.#k = k } get() { return [this.#k, ${inner}] } }\nconst ${o} = new ${C}(${edit('1', '2')})`,
      `${o}.get()`,
    ]
  }),
  around('a private field of a subclass of the language', ({ edit, name, dice }, inner) => {
    const [C, o] = [name('Table'), name('table')]
    const Base = dice.pick(['Map', 'Set', 'Array', 'Date'])
    // Without a time of its own a date is another one each time.
    const given = Base === 'Date' ? '0' : ''
    return [
      `class ${C} extends ${Base} { #k; set k(to) { this.#k = to } get() { return this.#k } read() { return [this.#k, ${inner}] } }\nconst ${o} = new ${C}(${given})\n${o}.k = ${edit('1', '2')}`,
      `${o}.read()`,
    ]
  }),
  around('a private method and accessor', ({ edit, name }, inner) => {
    const C = name('Model')
    return [
      `class ${C} { #m(x) { return x * ${edit('2', '3')} } get #g() { return ${edit('4', '5')} } read() { return [this.#m(2), this.#g, ${inner}] } }`,
      `new ${C}().read()`,
    ]
  }),
  around('the name of a private field', ({ neutral, name }, inner) => {
    const C = name('Model')
    const x = neutral('x', 'renamed')
    return [
      `class ${C} { #${x} = 1; get() { return [this.#${x}, #${x} in this, ${inner}] } }`,
      `new ${C}().get()`,
    ]
  }),
  around('a field of an instance', ({ edit, name }, inner) => {
    const [C, o] = [name('Model'), name('model')]
    return [
      `class ${C} { rate = ${edit('1', '2')}; constructor(k) { this.k = k } read() { return [this.rate, this.k, ${inner}] } }\nconst ${o} = new ${C}(${edit('3', '4')})`,
      `${o}.read()`,
    ]
  }),
  around('an instance that changes', ({ edit, name }, inner) => {
    const [C, o] = [name('Counter'), name('counter')]
    return [
      `class ${C} { n = ${edit('1', '2')}; step = ${edit('3', '4')}; next() { this.n += this.step; return this.n } }\nconst ${o} = new ${C}()`,
      `[${o}.next(), ${inner}]`,
    ]
  }),
  around('a getter and a setter', ({ edit, name }, inner) => {
    const C = name('Model')
    return [
      `class ${C} { #v = 0; get v() { return this.#v * ${edit('2', '3')} } set v(to) { this.#v = to + ${edit('1', '2')} } }`,
      `(() => { const m = new ${C}(); m.v = 5; return [m.v, ${inner}] })()`,
    ]
  }),
  around('a superclass', ({ edit, name }, inner) => {
    const [A, B] = [name('Base'), name('Derived')]
    return [
      `class ${A} { static of() { return new this() } f(x) { return x * ${edit('2', '3')} } }\nclass ${B} extends ${A} { f(x) { return [super.f(x), ${inner}] } }`,
      `${B}.of().f(2)`,
    ]
  }),
  around('a mixin', ({ edit, name }, inner) => {
    const [mix, A, B] = [name('mix'), name('Base'), name('Mixed')]
    return [
      `const ${mix} = (Base, k) => class extends Base { f(x) { return [super.f(x), k] } }\nclass ${A} { f(x) { return x } }\nclass ${B} extends ${mix}(${A}, ${edit('1', '2')}) {}`,
      `[new ${B}().f(2), ${inner}]`,
    ]
  }),
  around('a method under a second key', ({ edit, name }, inner) => {
    const C = name('Model')
    return [
      `class ${C} { a() { return 1 } b() { return 2 } }\n${C}.prototype.c = ${C}.prototype.${edit('a', 'b')}`,
      `[new ${C}().c(), ${inner}]`,
    ]
  }),
  around('a method that is hidden or not', ({ edit, name }, inner) => {
    const C = name('Model')
    return [
      `class ${C} { a() { return 1 } }\n${edit('', `Object.defineProperty(${C}.prototype, 'a', { enumerable: true })`)}`,
      `(() => { const all = []; for (const key in new ${C}()) all.push(key); return [all, ${inner}] })()`,
    ]
  }),
  around('a computed method', ({ edit, name }, inner) => {
    const [C, k] = [name('Model'), name('key')]
    return [
      `const ${k} = ['a', 'b']\nclass ${C} { [${k}[${edit('0', '1')}]]() { return 1 } [${k}[${edit('1', '0')}]]() { return 2 } }`,
      `[new ${C}().a?.(), new ${C}().b?.(), ${inner}]`,
    ]
  }),
  around('an iterator of a class', ({ edit, name }, inner) => {
    const C = name('Rows')
    return [
      `class ${C} { *[Symbol.iterator]() { yield ${edit('1', '2')}; yield ${inner} } get [Symbol.toStringTag]() { return '${edit('a', 'b')}' } }`,
      `[[...new ${C}()], String(new ${C}())]`,
    ]
  }),
  around('a value of an object', ({ edit, name, dice }, inner) => {
    const [C, o] = [name('Money'), name('money')]
    const how = dice.pick(['valueOf() {', '[Symbol.toPrimitive]() {', 'toJSON() {', 'toString() {'])
    return [
      `class ${C} { ${how} return ${edit('1', '2')} } }\nconst ${o} = new ${C}()`,
      `[JSON.stringify(${o}), ${how.startsWith('toJSON') ? '0' : `\`\${${o}}\``}, ${inner}]`,
    ]
  }),
  around('a static block', ({ edit, name }, inner) => {
    const C = name('Model')
    return [
      `class ${C} { static { this.rate = ${edit('1', '2')} } static read() { return [this.rate, ${inner}] } }`,
      `${C}.read()`,
    ]
  }),
  around('a constructor parameter that shadows', ({ edit, name }, inner) => {
    const [C, K] = [name('Model'), name('K')]
    return [
      `let ${K} = ${edit('1', '2')}\nclass ${C} { constructor(${K}) {} get() { return [${K}, ${inner}] } }`,
      `new ${C}(9).get()`,
    ]
  }),
  around('a class of the old kind', ({ edit, name }, inner) => {
    const C = name('Model')
    return [
      `function ${C}(k) { this.k = k }\n${C}.prototype.predict = function (x) { return [x * ${edit('2', '3')}, this.k] }\n${C}.rate = ${edit('4', '5')}`,
      `[new ${C}(${inner}).predict(2), ${C}.rate]`,
    ]
  }),
  around('an instance of the old kind', ({ edit, name }, inner) => {
    const [C, o] = [name('Model'), name('model')]
    return [
      `function ${C}(k) { this.k = k }\n${C}.prototype = { read() { return [this.k, ${edit('1', '2')}] } }\nconst ${o} = new ${C}(${edit('3', '4')})`,
      `[${o}.read(), ${inner}]`,
    ]
  }),
  around('an object that inherits from data', ({ edit, name }, inner) => {
    const [o, p] = [name('defaults'), name('settings')]
    return [
      `const ${o} = { a: ${edit('1', '2')}, get b() { return this.a + 1 } }\nconst ${p} = Object.create(${o})\n${p}.c = ${inner}`,
      `[${p}.a, ${p}.b, ${p}.c]`,
    ]
  }),
  around('an object that inherits from one of the language', ({ edit, name, dice }, inner) => {
    const o = name('math')
    return [
      `const ${o} = Object.create(${dice.pick(['Math', 'JSON', 'Reflect'])})\n${o}.score = (x) => x * ${edit('2', '3')}`,
      `[${o}.score(2), ${inner}]`,
    ]
  }),
  around('an object with methods', ({ edit, name }, inner) => {
    const o = name('model')
    return [
      `const ${o} = { k: ${edit('1', '2')}, get double() { return this.k * 2 }, f(x) { return [this.k, this.double, x] }, ['g' + 1]() { return ${edit('3', '4')} } }`,
      `[${o}.f(${inner}), ${o}.g1()]`,
    ]
  }),
  around('a prototype that is set later', ({ edit, name }, inner) => {
    const [p, o] = [name('parent'), name('child')]
    return [
      `const ${p} = { f() { return ${edit('1', '2')} } }\nconst ${o} = Object.setPrototypeOf({ g() { return super.f() } }, ${p})`,
      `[${o}.g(), ${inner}]`,
    ]
  }),
  around('the name of a class', ({ edit, name }, inner) => {
    const C = name('Model')
    const called = edit(C, `${C}Renamed`)
    return [
      `class ${called} { said() { return this.constructor.name } }`,
      `[new ${called}().said(), ${inner}]`,
    ]
  }),
  around('a class in a container', ({ edit, name }, inner) => {
    const [C, m] = [name('Step'), name('steps')]
    return [
      `class ${C} { constructor(k) { this.k = k } run(x) { return x + this.k } }\nconst ${m} = new Map([['a', new ${C}(${edit('1', '2')})]])`,
      `[${m}.get('a').run(1), ${inner}]`,
    ]
  }),
]
