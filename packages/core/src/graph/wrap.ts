import { InvalidArgumentError } from '../errors/index.ts'
import type { AggregateBuilder } from '../types/aggregate-builder.ts'
import type { EachBuilder } from '../types/each-builder.ts'
import type { ExpandBuilder } from '../types/expand-builder.ts'
import type { FoldBuilder } from '../types/fold-builder.ts'
import type { LazyBuilder } from '../types/lazy-output.ts'
import type { PipelineBuilder } from '../types/pipeline-builder.ts'
import type { ForkBuilder, RecordBuilder } from '../types/record-builder.ts'
import type { StageBuilder } from '../types/stage-builder.ts'
import type { Definition } from './application.ts'
import { applyAggregate, applyStage } from './apply.ts'
import { applyEach, type Inner, overOf } from './each.ts'
import { applyExpand, expandingOf } from './expand.ts'
import { applyFold, applyFoldOfRecords, foldingOf } from './fold.ts'
import { makeGatherers } from './gather.ts'
import { define, type LooseSpec } from './define.ts'
import { makeLazy } from './lazy.ts'
import { makeRecord, makeSubject, stateOf, type SubjectOptions } from './record.ts'

// The builders' types prove the wiring of programs; the run time below takes any. Each cast here is that border: the
// functions return what their types say because they return a record with the declared outputs added.

type Loose = (...args: never) => unknown

/** A builder, and what makes builders whose specifications begin with some settings. */
const withDefaults = (wrap: (spec: LooseSpec) => unknown, defaults: LooseSpec = {}): unknown =>
  Object.assign((spec: LooseSpec) => wrap({ ...defaults, ...spec }), {
    with: (more: LooseSpec) => withDefaults(wrap, { ...defaults, ...more }),
  })

/**
 * `stage(spec)(fn)` wraps a function as a stage: a typed function from record to record. Nothing runs when it is applied.
 * `stage.with({ retries: 3 })` is a builder whose stages begin with these settings.
 */
export const stage: StageBuilder = withDefaults((spec) => (fn: Loose) => {
  const definition = define('stage', spec, fn)
  const apply = (target: unknown, ...others: readonly unknown[]): unknown => {
    takesRecordAlone(definition.name, target, others)
    return applyStage(definition, target)
  }
  return carry(apply, definition, { spec, fn })
}) as StageBuilder

/** Beside a record, only what `records.map(stage)` passes along. */
const takesRecordAlone = (stage: string, target: unknown, others: readonly unknown[]): void => {
  if (others.every((other) => other === undefined)) return
  const [index, records] = others
  if (Array.isArray(records) && typeof index === 'number' && records[index] === target) return
  throw new InvalidArgumentError(
    `Stage '${stage}' takes a record alone. A value that you want to give it by hand is a parameter: record({ ...params, x: 15 }). To replace an input, let a stage before it output the value.`,
    { stage },
  )
}

/** `aggregate(spec)(fn)` wraps a function over many records: it is applied to a record and a list of records. */
export const aggregate: AggregateBuilder = withDefaults((spec) => (fn: Loose) => {
  const definition = define('aggregate', spec, fn)
  const apply = (target: unknown, members: unknown) => applyAggregate(definition, target, members)
  return carry(apply, definition, { spec, fn })
}) as AggregateBuilder

/** `pipeline(...stages)` makes a stage of stages: its inputs are those that no member outputs. */
export const pipeline: PipelineBuilder = ((...members: readonly unknown[]) => {
  members.forEach(checkMember)
  const apply = (target: unknown) =>
    members.reduce((record, member) => (member as (record: unknown) => unknown)(record), target)
  const name = members.map((member) => (member as Loose).name).join(' → ')
  return named(apply, name, { members })
}) as unknown as PipelineBuilder

/** `each({ over: 'documents', as: 'document' })(stage)` applies a stage to every item of a list. */
export const each: EachBuilder = ((spec: { readonly over: unknown; readonly as: unknown }) => {
  const over = overOf(spec)
  return (inner: unknown) => {
    if (typeof inner !== 'function')
      throw new InvalidArgumentError(`${over.name} takes a stage, and got ${typeof inner}.`)
    if (definitionOf(inner)?.kind === 'aggregate')
      throw new InvalidArgumentError(
        `${over.name} takes a stage, and '${inner.name}' is an aggregate, which also needs the records that it looks at. Wrap it in a function from record to record: (record) => ${inner.name}(record, records).`,
        { stage: inner.name },
      )
    const gatherers = makeGatherers(over.name)
    const apply = (target: unknown) => applyEach(over, inner as Inner, gatherers, target)
    return named(apply, over.name, { members: [inner] })
  }
}) as unknown as EachBuilder

/**
 * `fold({ inputs: ['features'], outputs: ['index'], cachers: [json()] })(monoid, (features) => ...)` combines a list, or an
 * artifact of many records, so that one item more, less or changed costs few combines.
 */
export const fold: FoldBuilder = ((spec: LooseSpec) => (monoid: unknown, fn: Loose) => {
  const folding = foldingOf(spec, monoid, fn)
  const apply = (target: unknown, members?: unknown) =>
    Array.isArray(members) ? applyFoldOfRecords(folding, target, members) : applyFold(folding, target)
  return carry(apply, folding.definition, { spec, fn, monoid })
}) as unknown as FoldBuilder

/**
 * `expand({ inputs: ['k'], outputs: ['summary'] })((context, { k }) => summarise(cluster(record({ k }))))` applies stages that
 * values decide on: the function is called when its inputs are known, and returns a record, whose artifacts it takes over.
 */
export const expand: ExpandBuilder = ((spec: LooseSpec) => (build: Loose) => {
  const expanding = expandingOf(spec, build)
  return named((target: unknown) => applyExpand(expanding, target), expanding.name, { spec, fn: build })
}) as unknown as ExpandBuilder

const checkMember = (member: unknown, index: number): void => {
  if (typeof member !== 'function')
    throw new InvalidArgumentError(`pipeline(...) takes stages, and number ${index + 1} is not one.`)
  if (definitionOf(member)?.kind === 'aggregate')
    throw new InvalidArgumentError(
      `pipeline(...) takes stages, and number ${index + 1}, '${member.name}', is an aggregate, which also needs the records that it looks at. Apply it by itself, and what follows to its record: rest(${member.name}(record(params), records)).`,
      { stage: member.name },
    )
}

/** `record(params, options)` begins an execution chain under one parameter set. */
export const record: RecordBuilder = ((params: unknown, options?: SubjectOptions) =>
  makeRecord({
    subject: makeSubject(params, options),
    artifacts: undefined,
    last: undefined,
  })) as unknown as RecordBuilder

/** `fork(record, params)` continues a record's state under another parameter set. */
export const fork: ForkBuilder = ((parent: unknown, params: unknown, options?: SubjectOptions) => {
  const { artifacts, last } = stateOf(parent, 'fork(record, params)')
  return makeRecord({ subject: makeSubject(params, options), artifacts, last })
}) as unknown as ForkBuilder

/** `lazy('name')` in `outputs` marks an output that is not kept in memory after it was saved. */
export const lazy: LazyBuilder = makeLazy as unknown as LazyBuilder

/** By this, a fingerprinter knows a stage from any other function that carries a `spec` and a `fn`. */
const stageFunction = Symbol.for('stagewright.stage')

/** Where a stage keeps its definition, whichever copy of this library made it. */
const definitionKey = Symbol.for('stagewright.definition')

/** How a stage or an aggregate was declared; `undefined` for other functions. */
export const definitionOf = (value: object): Definition | undefined =>
  // Nobody else has the key.
  Reflect.get(value, definitionKey) as Definition | undefined

const carry = (apply: Loose, definition: Definition, carried: object): unknown =>
  Object.defineProperties(named(apply, definition.name, carried), {
    [stageFunction]: { value: definition.fn },
    [definitionKey]: { value: definition },
  })

const named = <Apply extends Loose>(apply: Apply, name: string, carried: object): Apply =>
  Object.assign(Object.defineProperty(apply, 'name', { value: name, configurable: true }), carried)
