import { attack, type Attack } from './attack.ts'

/** What hangs on classes and on functions that are called with `new`. */
export const classAttacks: readonly Attack[] = [
  attack(
    'a method that is put on a prototype',
    'seen',
    `function Model() {}
     Model.prototype.predict = function (x) { return x * ⟦2|3⟧ }
     export const fit = () => new Model().predict(1)`,
  ),
  attack(
    'a constant on a prototype',
    'seen',
    `class Model {}
     Model.prototype.rate = ⟦2|3⟧
     export const fit = () => new Model().rate`,
  ),
  attack(
    'a method mixed into a class',
    'seen',
    `class Model { predict(x) { return this.scale(x) } }
     Object.assign(Model.prototype, { scale(x) { return x * ⟦2|3⟧ } })
     export const fit = () => new Model().predict(1)`,
  ),
  attack(
    'an inherited prototype of the old kind',
    'seen',
    `function Base() {}
     Base.prototype.predict = function (x) { return x * ⟦2|3⟧ }
     function Model() {}
     Model.prototype = Object.create(Base.prototype)
     export const fit = () => new Model().predict(1)`,
  ),
  attack(
    'an object literal as a prototype',
    'seen',
    `function Model() {}
     Model.prototype = { predict(x) { return x * ⟦2|3⟧ } }
     export const fit = () => new Model().predict(1)`,
  ),
  attack(
    'a method that a decorator wraps',
    'seen',
    `const scaled = (by) => (target, key, property) => ({ ...property, value(...all) { return by * property.value.apply(this, all) } })
     class Model { predict(x) { return x } }
     Object.defineProperty(Model.prototype, 'predict', scaled(⟦2|3⟧)(Model.prototype, 'predict', Object.getOwnPropertyDescriptor(Model.prototype, 'predict')))
     export const fit = () => new Model().predict(1)`,
  ),
  attack(
    'the code of a decorator',
    'seen',
    `const scaled = (by) => (target, key, property) => ({ ...property, value(...all) { return by ⟦*|+⟧ property.value.apply(this, all) } })
     class Model { predict(x) { return x } }
     Object.defineProperty(Model.prototype, 'predict', scaled(2)(Model.prototype, 'predict', Object.getOwnPropertyDescriptor(Model.prototype, 'predict')))
     export const fit = () => new Model().predict(1)`,
  ),
  attack(
    'a class that a decorator replaces',
    'seen',
    `const twice = (Base) => class extends Base { predict(x) { return ⟦2|3⟧ * super.predict(x) } }
     let Model = class { predict(x) { return x } }
     Model = twice(Model)
     export const fit = () => new Model().predict(1)`,
  ),
  attack(
    'a static method that a decorator wraps',
    'seen',
    `class Model { static predict(x) { return x } }
     const inner = Model.predict
     Object.defineProperty(Model, 'predict', { value: (x) => ⟦2|3⟧ * inner(x), enumerable: false })
     export const fit = () => Model.predict(1)`,
  ),
  attack(
    'a method of a subclass of Map',
    'seen',
    `class Table extends Map { find(key) { return this.get(key) * ⟦2|3⟧ } }
     const table = new Table([['a', 1]])
     export const fit = () => table.find('a')`,
  ),
  attack(
    'a method of a subclass of Array',
    'seen',
    `class Rows extends Array { total() { return this.length * ⟦2|3⟧ } }
     const rows = Rows.from([1, 2])
     export const fit = () => rows.total()`,
  ),
  attack(
    'a method of a subclass of Date',
    'seen',
    `class Day extends Date { number() { return this.getTime() * ⟦2|3⟧ } }
     const day = new Day(0)
     export const fit = () => day.number()`,
  ),
  attack(
    'a method of a subclass of RegExp',
    'seen',
    `class Pattern extends RegExp { first(text) { return this.exec(text)?.[⟦0|1⟧] } }
     const pattern = new Pattern('(a)b')
     export const fit = () => pattern.first('ab')`,
  ),
  attack(
    'a method of a subclass of a typed array',
    'seen',
    `class Vector extends Float64Array { norm() { return this[0] * ⟦2|3⟧ } }
     const vector = Vector.of(1, 2)
     export const fit = () => vector.norm()`,
  ),
  attack(
    'a static getter of a class',
    'seen',
    `class Model { static get rate() { return ⟦2|3⟧ } }
     export const fit = () => Model.rate`,
  ),
  attack(
    'a static getter that is defined later',
    'seen',
    `class Model {}
     Object.defineProperty(Model, 'rate', { get: () => ⟦2|3⟧ })
     export const fit = () => Model.rate`,
  ),
  attack(
    'a static private field',
    'seen',
    `class Model { static #rate = ⟦2|3⟧; static rate() { return Model.#rate } }
     export const fit = () => Model.rate()`,
  ),
  attack(
    'a static private field from a constant',
    'seen',
    `const rate = ⟦2|3⟧
     class Model { static #rate = rate; static rate() { return Model.#rate } }
     export const fit = () => Model.rate()`,
  ),
  attack(
    'what a static block computes',
    'seen',
    `class Model { static { this.rate = ⟦2|3⟧ } }
     export const fit = () => Model.rate`,
  ),
  attack(
    'a class made by a function',
    'seen',
    `const makeModel = (rate) => class { predict(x) { return x * rate } }
     const Model = makeModel(⟦2|3⟧)
     export const fit = () => new Model().predict(1)`,
  ),
  attack(
    'a mixin',
    'seen',
    `const scaled = (Base) => class extends Base { predict(x) { return ⟦2|3⟧ * super.predict(x) } }
     class Model { predict(x) { return x } }
     class Scaled extends scaled(Model) {}
     export const fit = () => new Scaled().predict(1)`,
  ),
  attack(
    'a class field of a superclass',
    'seen',
    `class Base { rate = ⟦2|3⟧ }
     class Model extends Base {}
     export const fit = () => new Model().rate`,
  ),
  attack(
    'a computed key of a class',
    'seen',
    `const name = '⟦a|b⟧'
     class Model { [name]() { return 1 } }
     export const fit = () => Object.getOwnPropertyNames(Model.prototype)`,
  ),
]
