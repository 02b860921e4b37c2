import { edited as editedSources, type Sources } from '../support/sources.ts'

/** A package as it stands in `node_modules`. */
const knn = (version: string): Sources => ({
  'node_modules/tiny-knn/package.json': JSON.stringify({ name: 'tiny-knn', version, main: 'index.js' }),
  'node_modules/tiny-knn/index.js': `
'use strict'
exports.nearest = function nearest(points, x) { return points[0] ?? x }
exports.farthest = function farthest(points, x) { return points.at(-1) ?? x }
`,
})

/** A pipeline's module with helpers, constants, classes and a package, as a person would write it. */
export const baseSources: Sources = {
  ...knn('3.0.0'),
  'stages.js': `
import { nearest } from 'tiny-knn'
import * as path from 'node:path'
import { distance, settings, tools } from './helpers.js'
import * as helpers from './helpers.js'
import describe from './describe.js'

const LIMIT = 10
const weights = { near: 2, far: [0.5, { decay: -0.1 }] }
const pattern = /^row-(\\d+)$/g
const calls/*: string[]*/ = []

const scale = (x/*: number*/) => x * weights.near

/** Fits. */
export function fit({ k = 3, ...rest }/*: { k?: number }*/ = {}, items/*: number[]*/ = []) {
  calls.push('fit')
  const found = [], seen = new Set/*!<number>*/()
  outer: for (const [index, item] of items.entries()) {
    if (seen.has(item)) continue outer
    const far = distance(item, index) > LIMIT
    found.push({ item, far, near: nearest(items, item), scaled: scale(item) })
  }
  async function later(step/*: number*/)/*: Promise<number>*/ {
    try { return step > LIMIT ? await later(step - 1) : step } catch { return void 0/*! as never*/ }
  }
  const label = items.map(function named(item)/*: string*/ { return item > 0 ? \`row-\${item}\` : \`none\` })
  return { k, rest, rows: found, again: later, label, near: helpers.nearestOf(items), name: describe('fit'), on: true,
    nothing: undefined, base: path.join('a', "b"), matched: 'row-1'.replace(pattern, '$1') }
}

export const score = async (input/*: number*/)/*: Promise<number>*/ => {
  const total = tools.sum([input, settings.deep.level])
  return total?.toFixed(2) === '1.00' ? 1 : total ?? 0
}

export function* sample(size/*: number*/) {
  const model = new helpers.Linear(size)
  yield* [model.predict(1), helpers.Linear.unit().predict(2)]
}

export function sibling(x/*: number*/) { return x + 1 }
`,
  'helpers.js': `
import { nearest } from 'tiny-knn'
import { readFileSync } from 'node:fs'

export const settings = { deep: { level: 4, note: 'low' }, unused: 1 }
let offset = 1

const square = (x/*: number*/)/*: number*/ => x ** 2

export function distance(a/*: number*/, b/*: number*/)/*: number*/ {
  return Math.sqrt(square(a) + square(b)) + offset
}

export const setOffset = (value/*: number*/) => { offset = value }

export const tools = {
  sum: (items/*: number[]*/)/*: number*/ => items.reduce((a, b) => a + b, 0),
  read: (file/*: string*/) => readFileSync(file, 'utf8'),
}

class Model {
  constructor(slope/*: number*/) { this.slope = slope }
  predict(x/*: number*/)/*: number*/ { return this.slope * x }
}

export class Linear extends Model {
  get doubled() { return this.slope * 2 }
  static unit()/*: Linear*/ { return new Linear(1) }
  predict(x/*: number*/)/*: number*/ { return super.predict(x) + settings.deep.level }
}

export function nearestOf(items/*: number[]*/) { return nearest(items, 0) }

export function unused(x/*: number*/) { return x - 1 }
`,
  'describe.js': `
export default function describe(name/*: string*/)/*: string*/ {
  return 'the ' + name
}
`,
}

/** The fixture with one text replaced, which must be there. */
export const edited = (
  file: string,
  from: string | RegExp,
  to: string,
  sources: Sources = baseSources,
): Sources => editedSources(sources, file, from, to)

export const withPackageVersion = (version: string): Sources => ({ ...baseSources, ...knn(version) })

/** What only newer targets keep as it is: class fields, private members, enums. */
export const modernSources: Sources = {
  'stages.js': `
import { Counter, Level } from './modern.js'
import { Box } from './box.js'

export function count(x/*: number*/) {
  const counter = new Counter(Level.High)
  class Local { #x = x; get() { return this.#x } static of = (y/*: number*/) => new Local() }
  return [counter.next(), Counter.start, Local.of(1).get(), new Box(1).open(), Box.shared]
}
`,
  'modern.js': `
export const Level = { Low: 1, High: 3 }
export class Counter {
  static start = Level.Low
  static #made = 0
  step = 2
  #total = 0
  constructor(level/*: number*/) { this.#total = level; Counter.#made++ }
  next()/*: number*/ { return this.#total += this.step }
}
`,
  'box.js': `
export class Box {
  static shared = new Map([['a', 1]])
  content
  constructor(content/*: number*/) { this.content = content }
  open()/*: number*/ { return this.content }
}
`,
}

/** The same, as only TypeScript has it. */
export const enumSources: Sources = {
  ...modernSources,
  'modern.js': (modernSources['modern.js'] ?? '').replace(
    /export const Level.*/,
    'export enum Level { Low = 1, High = 3 }',
  ),
}
