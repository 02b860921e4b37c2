import { attack, type Attack } from './attack.ts'

/** Small differences of text and of values. */
export const valueAttacks: readonly Attack[] = [
  attack(
    'a label of break',
    'seen',
    `export const fit = () => { a: for (;;) { b: for (;;) { break ⟦a|b⟧ } break } return 1 }`,
  ),
  attack(
    'let instead of var in a loop of closures',
    'seen',
    `export const fit = () => { const all = []; for (⟦var|let⟧ i = 0; i < 3; i++) all.push(() => i); return all.map((f) => f()) }`,
  ),
  attack(
    '-0 instead of 0',
    'seen',
    `const zero = ⟦0|-0⟧
     export const fit = () => 1 / zero`,
  ),
  attack('-0 instead of 0 in the function', 'seen', `export const fit = () => 1 / ⟦0|-0⟧`),
  attack(
    'NaN, undefined, null, a bigint, a text',
    'seen',
    `const value = ⟦1|1n⟧
     export const fit = () => typeof value`,
  ),
  attack(
    'undefined instead of nothing in an array',
    'seen',
    `const rows = [1, ⟦|undefined⟧, 3]
     export const fit = () => 1 in rows`,
  ),
  attack(
    'a key that is undefined instead of absent',
    'seen',
    `const config = { a: 1⟦|, b: undefined⟧ }
     export const fit = () => Object.keys(config)`,
  ),
  attack(
    'the order of keys',
    'seen',
    `const config = ⟦{ a: 1, b: 2 }|{ b: 2, a: 1 }⟧
     export const fit = () => Object.keys(config)`,
  ),
  attack(
    'the state of a regular expression',
    'seen',
    `const pattern = /a/g
     pattern.lastIndex = ⟦0|1⟧
     export const fit = () => pattern.test('aa')`,
  ),
  attack(
    'whether plain data is frozen',
    'same',
    `const config = ⟦{ rate: 2 }|Object.freeze({ rate: 2 })⟧
     export const fit = () => config.rate`,
  ),
  attack(
    'a frozen constant that is made of an edited one',
    'seen',
    `const base = { rate: ⟦2|3⟧ }
     const config = Object.freeze({ ...base, k: 1 })
     export const fit = () => config.rate`,
  ),
  attack(
    'a wrapped error with a code',
    'told',
    `const failure = new RangeError('⟦a|b⟧')
     export const fit = () => String(failure)`,
  ),
  attack(
    'a variable that a function fills later',
    'told',
    `let rate = ⟦2|3⟧
     export const setRate = (to) => { rate = to }
     export const fit = () => rate`,
  ),
  attack(
    'an environment variable that is read without the door',
    'told',
    `export const fit = () => process.env.RATE`,
  ),
  attack(
    'an environment variable that is taken from the import',
    'told',
    `import { env } from 'node:process'
     export const fit = () => env.RATE`,
  ),
  attack(
    'the whole environment',
    'told',
    `export const fit = () => { const { RATE } = process.env; return RATE }`,
  ),
  attack(
    'a global function of the user',
    'seen',
    `globalThis.scale = (x) => x * ⟦2|3⟧
     export const fit = () => scale(1)`,
  ),
  attack(
    'a global constant of the user',
    'seen',
    `globalThis.rate = ⟦2|3⟧
     export const fit = () => globalThis.rate`,
  ),
  attack(
    'the name of a helper, where it is asked for',
    'seen',
    `const tools = { ⟦a|b⟧: (x) => x }
     const [helper] = Object.values(tools)
     export const fit = () => helper.name`,
  ),
  attack(
    'the name of a class, where it is asked for',
    'seen',
    `class ⟦A|B⟧ {}
     const Chosen = ⟦A|B⟧
     export const fit = () => Chosen.name`,
  ),
  attack(
    'what a counter in a closure came to while the module was loaded',
    'seen',
    `const make = () => { let count = 0; return { next: () => count++, now: () => count } }
     const counter = make()
     counter.next()
     ⟦|counter.next()⟧
     export const fit = () => counter.now()`,
  ),
  attack(
    'the language of a format',
    'seen',
    `const format = new Intl.NumberFormat('⟦de|en⟧')
     export const fit = () => format.format(1.5)`,
  ),
  attack(
    'a proxy around constants',
    'told',
    `const config = new Proxy({ rate: ⟦2|3⟧ }, {})
     export const fit = () => config.rate`,
  ),
  attack(
    'a promise of constants',
    'told',
    `const config = Promise.resolve({ rate: ⟦2|3⟧ })
     export const fit = async () => (await config).rate`,
  ),
  attack(
    'a field of an instance',
    'seen',
    `class Model { constructor(rate) { this.rate = rate } }
     const model = new Model(⟦2|3⟧)
     export const fit = () => model.rate`,
  ),
  attack(
    'an iterator that is under way',
    'told',
    `const rows = [1, ⟦2|3⟧][Symbol.iterator]()
     export const fit = () => [...rows]`,
  ),
  attack(
    'a constant that eval reaches',
    'told',
    `const rate = ⟦2|3⟧
     export const fit = () => eval('rate')`,
  ),
]
