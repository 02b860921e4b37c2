import { attack, type Attack } from './attack.ts'

/** Edits that change nothing of what a stage reaches, and programs that must not be reported. */
export const calmAttacks: readonly Attack[] = [
  attack(
    'an unused key of a constant that is taken apart',
    'same',
    `const config = { rate: 1, other: ⟦2|3⟧ }
     export const fit = () => { const { rate } = config; return rate }`,
  ),
  attack(
    'an unused key of a constant whose part is taken apart',
    'same',
    `const config = { model: { rate: 1, other: ⟦2|3⟧ } }
     export const fit = () => { const { rate: r = 4 } = config.model; return r }`,
  ),
  attack(
    'an unused key behind an optional chain',
    'same',
    `const config = { rate: 1, other: ⟦2|3⟧ }
     export const fit = () => config?.rate`,
  ),
  attack(
    'an unused function beside a method that uses no this',
    'same',
    `const tools = { scale(x) { return x * 2 }, other(x) { return x * ⟦2|3⟧ } }
     export const fit = () => tools.scale(1)`,
  ),
  attack(
    'an unused method of an unused class',
    'same',
    `class Model { predict(x) { return x * ⟦2|3⟧ } }
     export const fit = () => 1
     export const sibling = () => new Model()`,
  ),
  attack(
    'the name of a class',
    'same',
    `class ⟦Model|Linear⟧ { predict(x) { return x } }
     const Chosen = ⟦Model|Linear⟧
     export const fit = () => new Chosen().predict(1)`,
  ),
  attack(
    'a helper moved to another file',
    'same',
    `⟦const scale = (x) => x * 2|import { scale } from './other.js'⟧
     export const fit = () => scale(1)`,
    { 'other.js': `export const scale = (x) => x * 2` },
  ),
  attack(
    'a constant written as another expression of the same value',
    'same',
    `const rate = ⟦4|2 * 2⟧
     export const fit = () => rate`,
  ),
  attack(
    'function instead of an arrow, where it has no `this`',
    'same',
    `⟦const scale = (x) => x * 2|function scale(x) { return x * 2 }⟧
     export const fit = () => scale(1)`,
  ),
  attack('what is logged on the way', 'seen', `export const fit = () => { console.log('⟦a|b⟧'); return 1 }`),
  attack(
    'a class with accessors, statics, private members and a computed key',
    'same',
    `const key = 'a'
     class Model { static rate = 1; static #hidden = 2; #own = 3; static of() { return new Model() } get x() { return this.#own } set x(to) { this.#own = to } [key]() { return Model.#hidden } static get y() { return 1 } static { this.z = 1 } }
     // ⟦a|b⟧
     export const fit = () => Model.of().a()`,
  ),
  attack(
    'a class of the old kind',
    'same',
    `function Model(rate) { this.rate = rate }
     Model.prototype.predict = function (x) { return x * this.rate }
     Model.of = (rate) => new Model(rate)
     // ⟦a|b⟧
     export const fit = () => Model.of(2).predict(1)`,
  ),
  attack(
    'a cycle of classes and instances in prototypes',
    'same',
    `function A() {}
     function B() {}
     A.prototype = Object.create(B.prototype, { constructor: { value: A } })
     B.prototype.make = () => new A()
     // ⟦a|b⟧
     export const fit = () => new A().make()`,
  ),
  attack(
    'data that is shared many times over',
    'same',
    `let tree = { leaf: 1 }
     for (let level = 0; level < 60; level++) tree = { left: tree, right: tree }
     // ⟦a|b⟧
     const size = (of) => (of.left ? 1 : 0)
     export const fit = () => size(tree)`.replace('let tree', 'var tree'),
  ),
  attack(
    'an unused export of a module as a test runner gives it',
    'same',
    `const near = 2
     const far = ⟦2|3⟧
     const module = Object.create(null)
     Object.defineProperty(module, 'near', { enumerable: true, get: () => { try { return near } catch {} } })
     Object.defineProperty(module, 'far', { enumerable: true, get: () => { try { return far } catch {} } })
     export const fit = () => module.near`,
  ),
  attack(
    'an export of a module as a test runner gives it',
    'seen',
    `const scale = (x) => x * ⟦2|3⟧
     const module = Object.create(null)
     Object.defineProperty(module, 'scale', { enumerable: true, get: () => { try { return scale } catch {} } })
     export const fit = () => (0, module.scale)(1)`,
  ),
]
