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
]
