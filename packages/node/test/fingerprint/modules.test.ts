import type { Sources } from '../support/sources.ts'
import { plainNode, toolchains, type Toolchain } from '../support/toolchains.ts'
import { openWorkshop } from './workshop.ts'

const workshop = openWorkshop()
afterAll(() => workshop.close())

const stagesOf = (toolchain: Toolchain, sources: Sources) =>
  workshop.fingerprint(toolchain, { only: sources }).only ?? {}

const some = new Set(['node', 'tsx', 'esbuild, CommonJS', 'swc, CommonJS', 'tsc, CommonJS'])
const chosen = toolchains
  .filter(({ name }) => some.has(name))
  .map((toolchain) => [toolchain.name, toolchain] as const)

const live: Sources = {
  'stages.js': `
import { level } from './level.js'
import * as all from './level.js'
export const direct = () => level
export const whole = () => all.level
export const fixed = () => all.fixed
`,
  'level.js': `
export let level = 1
export const fixed = 2
export const setLevel = (to/*: number*/) => { level = to }
`,
}

test.each(chosen)('through %s an export that its module assigns later is reported', (_, toolchain) => {
  const { direct, whole, fixed } = stagesOf(toolchain, live)
  expect(direct?.untracked).toEqual(['the mutable binding `level`'])
  expect(whole?.untracked).toEqual(['the mutable binding `level`'])
  expect(fixed?.untracked).toEqual([])
  expect(direct?.digest).toBe(whole?.digest)
})

const makers = (by: number, version = '1.0.0'): Sources => ({
  'node_modules/@maker/kit/package.json': JSON.stringify({
    name: '@maker/kit',
    version,
    main: 'lib/index.js',
  }),
  'node_modules/@maker/kit/lib/index.js': `
const inner = new WeakMap()
exports.memoize = function (fn) { return function memoized(x) { inner.get({}); return fn(x) } }
exports.Base = class Base { run() { return 1 } }
exports.deep = { one: () => 1, two: () => 2 }
`,
  'stages.js': `
import { memoize, Base, deep } from '@maker/kit'
const memoized = memoize((x/*: number*/) => x + ${by})
class Own extends Base { walk() { return 2 } }
export const remembered = (x/*: number*/) => memoized(x)
export const extended = () => new Own().run()
export const one = () => deep.one()
export const two = () => deep.two()
`,
})

test("a package's function counts by the package's version and by what was given to it", () => {
  const base = stagesOf(plainNode, makers(1))
  const other = stagesOf(plainNode, makers(2))
  const newer = stagesOf(plainNode, makers(1, '1.0.1'))
  expect(Object.keys(base.remembered?.parts ?? {})).toEqual(
    expect.arrayContaining(['function remembered', 'package @maker/kit@1.0.0', 'helper fn']),
  )
  expect(other.remembered?.digest).not.toBe(base.remembered?.digest)
  expect(other.extended?.digest).toBe(base.extended?.digest)
  expect(newer.extended?.digest).not.toBe(base.extended?.digest)
  expect(base.one?.digest).not.toBe(base.two?.digest)
  expect(Object.values(base).flatMap(({ untracked }) => untracked)).toEqual([])
})

const handWritten = (level: number): Sources => ({
  'package.json': JSON.stringify({ name: 'hand', version: '1.0.0', type: 'commonjs' }),
  'node_modules/tiny/package.json': JSON.stringify({ name: 'tiny', version: '1.0.0', main: 'index.js' }),
  'node_modules/tiny/index.js': 'module.exports = { one: () => 1 }',
  'stages.js': `
const { one } = require('tiny')
const { helper } = require('./helper')
const helpers = require('./helper')
module.exports.fit = function fit(x) { return helper(one(x)) + helpers.level }
exports.again = (x) => exports.fit(x)
`,
  'helper.js': `
exports.level = ${level}
exports.helper = (x) => x * module.exports.level
`,
})

test('modules of CommonJS written by hand are followed', () => {
  const cjs: Toolchain = { ...plainNode, name: 'node, CommonJS', module: 'cjs' }
  const base = stagesOf(cjs, handWritten(1))
  const other = stagesOf(cjs, handWritten(2))
  expect(base.fit?.untracked).toEqual([])
  expect(Object.keys(base.fit?.parts ?? {})).toEqual(
    expect.arrayContaining(['package tiny@1.0.0', 'helper helper']),
  )
  expect(other.fit?.digest).not.toBe(base.fit?.digest)
  expect(other.again?.digest).not.toBe(base.again?.digest)
})

const many = (constant: number): Sources => ({
  'stages.js': Array.from(
    { length: 50 },
    (_, index) =>
      `const K${index} = ${index === 7 ? constant : 1}\nexport function stage${index}() { return K${index} }`,
  ).join('\n'),
})

test('each of many stages in one file sees its own variables', () => {
  const base = stagesOf(plainNode, many(1))
  const other = stagesOf(plainNode, many(2))
  const changed = Object.keys(base).filter((name) => base[name]?.digest !== other[name]?.digest)
  expect(changed).toEqual(['stage7'])
})
