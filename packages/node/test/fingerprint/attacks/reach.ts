import { attack, type Attack } from './attack.ts'

/** Code that is reached by other ways than a call by name. */
export const reachAttacks: readonly Attack[] = [
  attack(
    'a property beside the entries of a map',
    'seen',
    `const table = Object.assign(new Map(), { rate: ⟦2|3⟧ })
     const rateOf = (of) => of.rate
     export const fit = () => rateOf(table)`,
  ),
  attack(
    'a hidden property of plain data',
    'seen',
    `const config = Object.defineProperty({}, 'rate', { value: ⟦2|3⟧, enumerable: false })
     export const fit = () => { const { rate } = config; return rate }`,
  ),
  attack(
    'a setter',
    'seen',
    `const model = { set rate(value) { this.double = value * ⟦2|3⟧ }, double: 0 }
     export const fit = () => { const own = Object.create(model); own.rate = 1; return own.double }`,
  ),
  attack(
    'a setter behind a plain assignment',
    'seen',
    `const model = { set rate(value) { this.double = value * ⟦2|3⟧ }, double: 0 }
     export const fit = () => { model.rate = 1; return model.double }`,
  ),
  attack(
    'a method called push that does more than push',
    'seen',
    `const model = { total: 0, push(x) { this.total += x * ⟦2|3⟧ } }
     export const fit = () => { model.push(1); return model.total }`,
  ),
  attack(
    'a method called add of plain data with closures',
    'seen',
    `const makeModel = () => { const state = { total: 0 }; return { add(x) { state.total += x * ⟦2|3⟧ }, read: () => state.total } }
     const model = makeModel()
     export const fit = () => { model.add(1); return model.read() }`,
  ),
  attack(
    'an array whose push was replaced',
    'seen',
    `const rows = []
     rows.push = (x) => { rows[0] = x * ⟦2|3⟧ }
     export const fit = () => { rows.push(1); return rows[0] }`,
  ),
  attack(
    'a property of the function itself',
    'seen',
    `const inner = function fit() { return inner.rate * fit.rate }
     inner.rate = ⟦2|3⟧
     export { inner as fit }`,
  ),
  attack(
    'a property of a helper',
    'seen',
    `const helper = () => helper.rate
     helper.rate = ⟦2|3⟧
     export const fit = () => helper()`,
  ),
  attack(
    'a hidden property of a helper',
    'seen',
    `const helper = () => 1
     Object.defineProperty(helper, 'rate', { value: ⟦2|3⟧ })
     const rateOf = (of) => of.rate
     export const fit = () => rateOf(helper)`,
  ),
  attack(
    'a helper under a symbol',
    'seen',
    `const key = Symbol('key')
     const tools = { [key]: (x) => x * ⟦2|3⟧ }
     export const fit = () => tools[key](1)`,
  ),
  attack(
    'which of two symbols of one name',
    'seen',
    `const a = Symbol('key'), b = Symbol('key')
     const tools = { [a]: 1, [b]: 2 }
     export const fit = () => tools[⟦a|b⟧]`,
  ),
  attack(
    'an iterator of plain data',
    'seen',
    `const range = { *[Symbol.iterator]() { yield ⟦1|2⟧ } }
     export const fit = () => [...range]`,
  ),
  attack(
    'a conversion of plain data to a number',
    'seen',
    `const rate = { valueOf: () => ⟦2|3⟧ }
     export const fit = () => rate * 2`,
  ),
  attack(
    'a getter',
    'seen',
    `const config = { get rate() { return ⟦2|3⟧ } }
     export const fit = () => config.rate`,
  ),
  attack(
    'a getter that closes over a constant',
    'seen',
    `const rate = ⟦2|3⟧
     const config = { get rate() { return rate } }
     export const fit = () => config.rate`,
  ),
  attack(
    'a getter of another getter',
    'seen',
    `const config = { get a() { return this.b }, get b() { return ⟦2|3⟧ } }
     export const fit = () => config.a`,
  ),
  attack(
    'a curried function',
    'seen',
    `const curried = (a) => (b) => (c) => a * b + c
     const step = curried(⟦2|3⟧)(4)
     export const fit = () => step(1)`,
  ),
  attack(
    'an argument given by bind',
    'seen',
    `const helper = (a, b) => a * b
     const bound = helper.bind(null, ⟦2|3⟧)
     export const fit = () => bound(1)`,
  ),
  attack(
    'this given by bind',
    'seen',
    `const bound = function (x) { return x * this.rate }.bind({ rate: ⟦2|3⟧ })
     export const fit = () => bound(1)`,
  ),
  attack(
    'a bound function that is bound again',
    'seen',
    `const bound = ((a, b, c) => a * b + c).bind(null, ⟦2|3⟧).bind(null, 4)
     export const fit = () => bound(1)`,
  ),
  attack(
    'the text given to new Function',
    'seen',
    `const helper = new Function('x', 'return x * ⟦2|3⟧')
     export const fit = () => helper(1)`,
  ),
  attack(
    'a function in an array',
    'seen',
    `const steps = [(x) => x, (x) => x * ⟦2|3⟧]
     export const fit = () => steps.reduce((x, step) => step(x), 1)`,
  ),
  attack(
    'a function in a map',
    'seen',
    `const steps = new Map([['scale', (x) => x * ⟦2|3⟧]])
     export const fit = () => steps.get('scale')(1)`,
  ),
  attack(
    'a function in a set in an object in an array',
    'seen',
    `const steps = [{ all: new Set([(x) => x * ⟦2|3⟧]) }]
     export const fit = () => [...steps[0].all][0](1)`,
  ),
  attack(
    'a function as the key of a map',
    'seen',
    `const table = new Map([[(x) => x * ⟦2|3⟧, 1]])
     export const fit = () => [...table.keys()][0](1)`,
  ),
  attack(
    'a tag of a template',
    'seen',
    `const tag = (parts, ...values) => parts.raw.join('⟦-|+⟧') + values
     export const fit = (x) => tag\`a\${x}b\``,
  ),
  attack(
    'the raw text of a tagged template',
    'seen',
    `const tag = (parts) => parts.raw[0]
     export const fit = () => tag\`⟦\\u0061|a⟧\``,
  ),
  attack(
    'a default of a parameter that calls a helper',
    'seen',
    `const rate = () => ⟦2|3⟧
     export const fit = (x = rate()) => x`,
  ),
  attack(
    'a default inside a pattern',
    'seen',
    `const rate = () => ⟦2|3⟧
     export const fit = ({ x: [y = rate()] = [] } = {}) => y`,
  ),
  attack(
    'a computed key of a pattern',
    'seen',
    `const name = '⟦a|b⟧'
     export const fit = ({ [name]: value } = { a: 1, b: 2 }) => value`,
  ),
  attack(
    'a generator',
    'seen',
    `function* steps() { yield 1; yield ⟦2|3⟧ }
     export const fit = () => [...steps()]`,
  ),
  attack(
    'an asynchronous iterator',
    'seen',
    `const source = { async *[Symbol.asyncIterator]() { yield ⟦2|3⟧ } }
     export const fit = async () => { const all = []; for await (const x of source) all.push(x); return all }`,
  ),
  attack(
    'await in the head of a loop',
    'seen',
    `const source = [1]
     export const fit = async () => { for ⟦|await ⟧(const x of source) return x }`,
  ),
  attack(
    'a value that top-level await gave',
    'seen',
    `const config = await Promise.resolve({ rate: ⟦2|3⟧ })
     export const fit = () => config.rate`,
  ),
  attack(
    'a helper that calls itself under another name',
    'seen',
    `const helper = function self(x) { return x > 0 ? self(x - ⟦1|2⟧) : 0 }
     export const fit = () => helper(4)`,
  ),
  attack(
    'functions that closures of a loop share',
    'seen',
    `const all = []
     for (let index = ⟦0|1⟧; index < 3; index++) all.push(() => index)
     export const fit = () => all.map((each) => each())`,
  ),
  attack(
    'one closure of a loop',
    'seen',
    `const all = []
     for (let index = 0; index < 3; index++) all.push(() => index)
     const chosen = all[⟦0|1⟧]
     export const fit = () => chosen()`,
  ),
  attack(
    'the `this` of a method that is called through an object',
    'seen',
    `const model = { rate: ⟦2|3⟧, predict(x) { return x * this.rate } }
     export const fit = () => model.predict(1)`,
  ),
  attack(
    'the `this` of a method inside a nested object',
    'seen',
    `const models = { linear: { rate: ⟦2|3⟧, predict(x) { return x * this.rate } } }
     export const fit = () => models.linear.predict(1)`,
  ),
  attack(
    'the `this` of a helper called by call',
    'seen',
    `const model = { rate: ⟦2|3⟧ }
     function predict(x) { return x * this.rate }
     export const fit = () => predict.call(model, 1)`,
  ),
  attack(
    'a method reached through a nested arrow that uses `this`',
    'seen',
    `const model = { rate: ⟦2|3⟧, predict(xs) { return xs.map((x) => x * this.rate) } }
     export const fit = () => model.predict([1])`,
  ),
  attack(
    'a method of the superobject of an object literal',
    'seen',
    `const base = { predict(x) { return x * ⟦2|3⟧ } }
     const model = { __proto__: base, predict(x) { return super.predict(x) } }
     export const fit = () => model.predict(1)`,
  ),
  attack(
    'a member chosen while it runs',
    'seen',
    `const steps = { a: (x) => x, b: (x) => x * ⟦2|3⟧ }
     export const fit = (name = 'b') => steps[name](1)`,
  ),
  attack(
    'an enumeration that runs both ways',
    'seen',
    `var Level
     ;(function (Level) { Level[Level['Low'] = ⟦1|2⟧] = 'Low'; Level[Level['High'] = 3] = 'High' })(Level || (Level = {}))
     export const fit = (level = 3) => [Level[level], Level.Low]`,
  ),
  attack(
    'a namespace as tsc compiles it',
    'seen',
    `var Tools
     ;(function (Tools) { Tools.rate = ⟦2|3⟧; function scale(x) { return x * Tools.rate } Tools.scale = scale })(Tools || (Tools = {}))
     export const fit = () => Tools.scale(1)`,
  ),
]
