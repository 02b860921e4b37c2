import { attack, type Attack } from './attack.ts'

/** Names that mean one thing in one part of a function, and another thing in the next. */
export const nameAttacks: readonly Attack[] = [
  attack(
    'a default value that has the name of a variable of the body',
    'seen',
    `const rate = ⟦2|3⟧
     export function fit(x = rate) { var rate = 5; return x + rate }`,
  ),
  attack(
    'a closure among the defaults that has the name of a variable of the body',
    'seen',
    `const rate = ⟦2|3⟧
     export function fit(x = () => rate) { var rate = 5; return x() + rate }`,
  ),
  attack(
    'a default value that has the name of a function of the body',
    'seen',
    `const rate = () => ⟦2|3⟧
     const helper = (x = rate()) => { function rate() { return 0 } return x + rate() }
     export const fit = () => helper()`,
  ),
  attack(
    'a default value that sees a parameter before it',
    'same',
    `const rate = ⟦2|3⟧
     export const fit = (rate, x = rate) => x + rate`,
  ),
  attack(
    'what a switch asks, which has the name of a variable of its cases',
    'seen',
    `const rate = ⟦2|3⟧
     export const fit = () => { switch (rate) { case 2: return 'a'; default: let rate = 1; return 'b' + rate } }`,
  ),
  attack(
    'an error that has the name of a constant',
    'seen',
    `const rate = ⟦2|3⟧
     export const fit = () => { try { throw 1 } catch (rate) {} return rate }`,
  ),
  attack(
    'the `this` of a tag that is a method',
    'seen',
    `const tools = { rate: ⟦2|3⟧, tag() { return this.rate } }
     export const fit = () => tools.tag\`x\``,
  ),
  attack(
    'the `super` of a method that was taken out of its class',
    'told',
    `class Base { predict() { return ⟦2|3⟧ } }
     class Model extends Base { predict() { return super.predict() } }
     const predict = Model.prototype.predict
     export const fit = () => predict()`,
  ),
  attack(
    'the `super` of the function itself',
    'told',
    `const base = { predict() { return ⟦2|3⟧ } }
     const model = { __proto__: base, predict() { return super.predict() } }
     export const fit = model.predict`,
  ),
  attack(
    'a memo that a function keeps on itself',
    'told',
    `function square(x) { return (square.known[x] ??= x * ⟦2|3⟧) }
     square.known = {}
     export const fit = () => square(3)`,
  ),
  attack(
    'the comments beside the name of the class that is made',
    'same',
    `class Model { constructor() { this.name = new.target.name } }
     export const fit = () => new Model().name // ⟦a|b⟧`,
  ),
  attack(
    'the source of a helper, where it is asked for',
    'seen',
    `const helper = () => { /* ⟦a|b⟧ */ return 1 }
     export const fit = () => helper.toString()`,
  ),
]
