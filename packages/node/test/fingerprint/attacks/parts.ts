import { attack, type Attack } from './attack.ts'

/** Ways to take a constant apart. */
export const partAttacks: readonly Attack[] = [
  attack(
    'a key that is taken out of a constant',
    'seen',
    `const config = { rate: ⟦2|3⟧, other: 1 }
     export const fit = () => { const { rate } = config; return rate }`,
  ),
  attack(
    'a key under another name, with a default',
    'seen',
    `const config = { rate: ⟦2|undefined⟧ }
     export const fit = () => { const { 'rate': r = 1 } = config; return r }`,
  ),
  attack(
    'which key is taken',
    'seen',
    `const config = { a: 1, b: 2 }
     export const fit = () => { const { ⟦a|b⟧: x } = config; return x }`,
  ),
  attack(
    'the rest of a constant that is taken apart',
    'seen',
    `const config = { rate: 1, other: ⟦2|3⟧ }
     export const fit = () => { const { rate, ...rest } = config; return [rate, rest] }`,
  ),
  attack(
    'a key that is chosen while it runs',
    'seen',
    `const config = { rate: 1, other: ⟦2|3⟧ }
     export const fit = (name = 'other') => { const { [name]: x } = config; return x }`,
  ),
  attack(
    'a key that a getter gives',
    'seen',
    `const config = { base: ⟦2|3⟧, get rate() { return this.base * 2 } }
     export const fit = () => { const { rate } = config; return rate }`,
  ),
  attack(
    'a key that is inherited',
    'seen',
    `const config = Object.create({ rate: ⟦2|3⟧ })
     export const fit = () => { const { rate } = config; return rate }`,
  ),
  attack(
    'a function that is taken out of a constant',
    'seen',
    `const tools = { scale: (x) => x * ⟦2|3⟧ }
     export const fit = () => { const { scale } = tools; return scale(1) }`,
  ),
  attack(
    'the length of a text that is taken apart',
    'seen',
    `const text = 'a⟦|b⟧'
     export const fit = () => { const { length } = text; return length }`,
  ),
  attack(
    'a key behind an optional chain',
    'seen',
    `const config = { rate: ⟦2|3⟧ }
     export const fit = () => config?.rate`,
  ),
  attack(
    'an optional constant that is not there',
    'seen',
    `const config = ⟦undefined|{ rate: 2 }⟧
     export const fit = () => config?.rate`,
  ),
  attack(
    'the `this` of a method called through an optional chain',
    'seen',
    `const model = { rate: ⟦2|3⟧, predict(x) { return x * this.rate } }
     export const fit = () => model?.predict(1)`,
  ),
  attack(
    'the `this` of an optional method',
    'seen',
    `const model = { rate: ⟦2|3⟧, predict(x) { return x * this.rate } }
     export const fit = () => model.predict?.(1)`,
  ),
  attack(
    'a member of an optional member',
    'seen',
    `const config = { model: { rate: ⟦2|3⟧ } }
     export const fit = () => config?.model.rate`,
  ),
]
