import type { Sources } from '../../../node/test/support/sources.ts'

/** A package as it stands in `node_modules`. */
const tinyKnn = (version: string): Sources => ({
  'node_modules/tiny-knn/package.json': JSON.stringify({ name: 'tiny-knn', version, main: 'index.js' }),
  'node_modules/tiny-knn/index.js': `
'use strict'
exports.nearest = function nearest(points, x) { return points.find((point) => point >= x) ?? x }
`,
})

/**
 * A project as a person writes it: two steps that all variants share, two variants that fork from them, a comparison,
 * and some steps beside. `text` and `table` are large enough to be files in the store.
 */
export const project: Sources = {
  ...tinyKnn('3.0.0'),
  'experiment.js': `
import { fork, pipeline, record } from 'stagewright'
import * as stages from './stages.js'
export { executed } from './executed.js'

const prepare = pipeline(stages.loadStage, stages.cleanStage)
const shared = prepare(record({ least: 0, note: 'first', workers: 1 }, { name: 'shared', operational: ['workers'] }))

const variant = (name/*: string*/, params/*: Variant*/) =>
  stages.scoreStage(stages.fitStage(fork(shared, params, { name, operational: ['workers'] })))

const variants = [
  variant('k1', { k: 1, bias: 1, note: 'low', model: { depth: 2, note: 'flat' }, workers: 2 }),
  variant('k3', { k: 3, bias: 1, note: 'high', model: { depth: 2, note: 'flat' }, workers: 2 }),
]

const counted = stages.countStage(shared)
const stamped = stages.stampStage(shared)
const described = stages.describeStage(variants[0])
const compared = stages.compareStage(record({ title: 'Variants' }, { name: 'all' }), variants)

export const targets = [counted, stamped, described, compared]
export const shown = [[counted, 'doubled'], [stamped, 'stamp'], [described, 'label'], [compared, 'table']]
/*!
interface Variant {
  readonly k: number
  readonly bias?: number
  readonly note: string
  readonly model: { readonly depth: number; readonly note: string }
  readonly workers: number
}*/
`,
  'stages.js': `
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { aggregate, json, lazy, stage, text } from 'stagewright'
import { nearest } from 'tiny-knn'
import { LIMIT, settings, weights } from './constants.js'
import { executed } from './executed.js'
import { smooth } from './helpers.js'
import { Scaler } from './scaler.js'
/*!import type { StageContext } from 'stagewright'*/

const FILLER = 70_000

export const loadStage = stage({ outputs: ['text', 'size'], cachers: [text(), json()] })(
  function load(context/*: StageContext<{ least: number }>*/) {
    executed.push('load')
    const lines = readFileSync(context.file('data/points.csv'), 'utf8').split('\\n')
    const found = lines.filter((line) => line !== '').map(Number).filter((point) => point >= context.params.least)
    return { text: found.join(' ').padEnd(FILLER), size: found.length }
  },
)

export const cleanStage = stage({ inputs: ['text'], outputs: ['cleaned'] })(
  function clean(_/*: StageContext*/, { text }/*: { text: string }*/) {
    executed.push('clean')
    const points = text.trim().split(' ').map(Number)
    return { cleaned: points.filter((point) => point < LIMIT).map((point) => smooth(point)) }
  },
)

export const fitStage = stage({ inputs: ['cleaned'], outputs: [lazy('model')], cachers: [json()] })(
  function fit({ params }/*: StageContext<Fitted>*/, { cleaned }/*: { cleaned: number[] }*/) {
    executed.push('fit')
    const scaler = new Scaler(params.model.depth)
    const centre = scaler.scale(nearest(cleaned, params.k))
    return { model: { centre, bias: params.bias ?? 0, seed: params.seed ?? 0 } }
  },
)

export const scoreStage = stage({ inputs: ['model', 'size'], outputs: ['accuracy'], cachers: [json()] })(
  function score(context/*: StageContext<{ workers: number }>*/, { model, size }/*: Scored*/) {
    executed.push('score')
    const strict = context.env('SCORE_MODE') === 'strict' ? 100 : 0
    const folder = context.file('data/labels')
    const labels = readdirSync(folder).map((name) => Number(readFileSync(join(folder, name), 'utf8')))
    const { workers } = context.params
    let total = 0
    for (let at = 0; at < labels.length; at += workers)
      for (const label of labels.slice(at, at + workers)) total += label
    return { accuracy: model.centre + model.bias + model.seed + size + strict + total + settings.deep.level }
  },
)

export const describeStage = stage({ inputs: ['accuracy'], outputs: ['label'], cachers: [json()] })(
  function describe(context/*: StageContext*/, { accuracy }/*: { accuracy: number }*/) {
    executed.push('describe')
    return { label: \`\${context.name} has \${accuracy}\` }
  },
)

export const compareStage = aggregate({ inputs: ['accuracy'], outputs: ['table'], cachers: [json()] })(
  function compare({ params }/*: StageContext<{ title: string }>*/, _/*: readonly unknown[]*/, { accuracy }/*: Compared*/) {
    executed.push('compare')
    const rows = [...accuracy].map(([member, value]) => ({ k: member.params.k, value }))
    return { table: { title: params.title, rows, filler: ' '.repeat(FILLER) } }
  },
)

export const countStage = stage({ inputs: ['size'], outputs: ['doubled'], cachers: [json()] })(
  function count(_/*: StageContext*/, { size }/*: { size: number }*/) {
    executed.push('count')
    return { doubled: size * 2 }
  },
)

export const stampStage = stage({ inputs: ['size'], outputs: ['stamp'], cachers: [json()], version: '1', deps: [weights] })(
  function stamp(_/*: StageContext*/, { size }/*: { size: number }*/) {
    executed.push('stamp')
    return { stamp: 'size ' + size * weights.near }
  },
)
/*!
interface Fitted {
  readonly k: number
  readonly bias?: number
  readonly seed?: number
  readonly model: { readonly depth: number }
}
interface Scored { model: { centre: number; bias: number; seed: number }; size: number }
type Compared = { accuracy: ReadonlyMap<{ readonly params: { readonly k: number } }, number> }*/
`,
  'helpers.js': `
/** Draws a point towards the others. */
export function smooth(point/*: number*/)/*: number*/ {
  const drawn = square(point) + 1
  return drawn / 2
}

function square(x/*: number*/)/*: number*/ {
  return x * x
}

export const unrelated = (x/*: number*/)/*: number*/ => x - 1
`,
  'constants.js': `
export const LIMIT = 50
export const settings = { deep: { level: 4, note: 'low' }, other: 1 }
export const weights = { near: 2, far: 3 }
`,
  'scaler.js': `
export class Scaler {
  constructor(depth/*: number*/) { this.depth = depth }
  scale(x/*: number*/)/*: number*/ { return x * this.depth }
  halve(x/*: number*/)/*: number*/ { return x / this.depth }
}
`,
  'executed.js': `
/** A stage's name for each call of its function. */
export const executed/*: string[]*/ = []
`,
}

/** Data that the project reads, by path. */
export const data: Sources = {
  'data/points.csv': '1\n2\n3\n5\n8\n13\n',
  'data/labels/first.txt': '10',
  'data/labels/second.txt': '20',
}
