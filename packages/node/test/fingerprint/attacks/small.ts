import { attack, type Attack } from './attack.ts'

/** Edits that look small, and change a result. */
export const smallAttacks: readonly Attack[] = [
  attack(
    'a setting inside a native function of Intl',
    'seen',
    `const { format } = new Intl.DateTimeFormat('⟦de|en⟧', { timeZone: 'UTC' })
     export const fit = () => format(0)`,
  ),
  attack(
    'what is inside a native function',
    'told',
    `const { revoke } = Proxy.revocable({ k: ⟦2|3⟧ }, {})
     export const fit = () => revoke`,
  ),
  attack(
    'what a helper makes of a module that is required',
    'seen',
    `import score from './score.cjs'
     export const fit = () => score(1)`,
    {
      'score.cjs': `const make = (path, k) => (x) => path.basename('/a/b') + x * k\nmodule.exports = make(require('node:path'), ⟦2|3⟧)`,
    },
  ),
  attack(
    'a function that carries `fn` and `spec`',
    'seen',
    `const own = (x) => x + 1
     const tool = Object.assign((x) => own(x) * ⟦2|3⟧, { fn: own, spec: { name: 'tool' } })
     export const fit = () => tool(1)`,
  ),
  attack(
    'a name that is taken by a pattern',
    'seen',
    `const ⟦recall|sensitivity⟧ = (x) => x
     const metrics = [⟦recall|sensitivity⟧]
     export const fit = () => metrics.map(({ name }) => name)`,
  ),
  attack(
    'a class that an object knows by its constructor',
    'seen',
    `class ⟦A|B⟧ { said() { return this.constructor.name } }
     export const fit = () => new ⟦A|B⟧().said()`,
  ),
  attack(
    'a constant on one of the language’s objects',
    'seen',
    `Object.defineProperty(Math, 'TAU_FOR_ATTACK', { value: ⟦6.28|6.2831⟧, configurable: true })
     export const fit = () => Math.TAU_FOR_ATTACK`,
  ),
  attack(
    'a method on one of the language’s classes',
    'seen',
    `Array.prototype.totalForAttack = function () { return this.length * ⟦2|3⟧ }
     export const fit = () => [1, 2].totalForAttack()`,
  ),
  attack(
    'the fields of an instance that a map holds',
    'seen',
    `class Step { #by; constructor(by) { this.#by = by } run(x) { return x * this.#by } }
     const steps = new Map([['a', new Step(⟦2|3⟧)]])
     export const fit = () => steps.get('a').run(1)`,
  ),
  attack(
    'data on the prototype of an object without a class',
    'seen',
    `const base = Object.create(Object.create(null, { rate: { value: ⟦2|3⟧, enumerable: true } }))
     export const fit = () => base.rate`,
  ),
  attack(
    'what `new.target` of an outer function was',
    'told',
    `function Make() { return () => new.target?.name }
     const f = ⟦Make()|Reflect.construct(Make, [])⟧
     export const fit = () => f()`,
  ),
  attack(
    'a getter that throws when it is asked for',
    'seen',
    `const odd = { get [Symbol.toStringTag]() { throw new Error('no') }, k: ⟦2|3⟧ }
     export const fit = () => odd.k`,
  ),
  attack(
    'another member of an object that counts calls',
    'same',
    `const state = { calls: 0, other: ⟦2|3⟧ }
     export const fit = () => { state.calls++; return 1 }`,
  ),
  attack(
    'an optional peer of a package that appears',
    'same',
    `import { scale } from 'pkg'
     export const fit = () => scale(1)`,
    {
      'node_modules/pkg/package.json': `{ "name": "pkg", "version": "1.0.0", "main": "index.js", "peerDependencies": { "extra": "*" }, "peerDependenciesMeta": { "extra": { "optional": true } } }`,
      'node_modules/pkg/index.js': `exports.scale = (x) => x`,
      'node_modules/⟦other|extra⟧/package.json': `{ "name": "⟦other|extra⟧", "version": "2.0.0" }`,
    },
  ),
  attack(
    'the name of a private field',
    'same',
    `class Model { #⟦a|b⟧ = 1; get() { return #⟦a|b⟧ in this ? this.#⟦a|b⟧ : 0 } }
     export const fit = () => new Model().get()`,
  ),
  attack(
    'a sum of constants',
    'same',
    `export const fit = () => ⟦60 * 60 * 24|86400⟧ + ('⟦a' + 'b|ab⟧').length`,
  ),
  attack(
    'an unused key deep in what is taken apart',
    'same',
    `const config = { a: { k: 1, other: ⟦2|3⟧ }, more: ⟦2|3⟧ }
     export const fit = () => { const { a: { k } } = config; return k }`,
  ),
]
