import { checkKeys } from '../errors/check-keys.ts'
import { InputSignatureError, InvalidArgumentError, OutputSignatureError } from '../errors/index.ts'
import type {
  Application,
  Binding,
  Definition,
  Element,
  KnownList,
  Subject,
  Unfolded,
  Unfolding,
} from './application.ts'
import { makerOf } from './artifacts.ts'
import { recordAfter } from './apply.ts'
import type { makeGatherers } from './gather.ts'
import { itemDefinition, itemRecord, templateSubject } from './item-record.ts'
import { type AnyRecord, isRecord, type RecordState, stateOf } from './record.ts'

/** What `each` goes over, its parts checked. */
export interface Over {
  /** `each(documents)` */
  readonly name: string
  readonly lists: readonly string[]
  /** What stands for an item of each list, under the name that it has there. */
  readonly items: readonly Definition[]
}

/** @throws InvalidArgumentError */
export const overOf = (spec: { readonly over?: unknown; readonly as?: unknown }): Over => {
  checkKeys('each({ over, as })', spec, ['over', 'as'])
  const lists = namesIn('over', spec.over)
  const items = namesIn('as', spec.as)
  if (lists.length !== items.length)
    throw new InvalidArgumentError(
      `each({ over, as }) goes over ${lists.length} lists and has ${items.length} names for their items. Give one name for each list, in the same order.`,
    )
  return { name: `each(${lists.join(', ')})`, lists, items: items.map(itemDefinition) }
}

const namesIn = (key: 'over' | 'as', value: unknown): readonly string[] => {
  const names: readonly unknown[] = Array.isArray(value) ? value : [value]
  const isRight = names.length > 0 && names.every((name) => typeof name === 'string' && name !== '')
  if (!isRight || new Set(names).size < names.length)
    throw new InvalidArgumentError(
      `each({ over, as }): '${key}' is ${key === 'over' ? 'the name of a list' : 'what an item is called'}, or several different names, and not ${JSON.stringify(value)}.`,
    )
  // Each was looked at.
  return names as readonly string[]
}

/** A stage as it is applied to items: any function from record to record. */
export type Inner = (record: AnyRecord) => unknown

/**
 * Applies a stage to every item of lists: a record that has a list for each of its outputs.
 *
 * @param gatherers one for each output, made once for all applications
 */
export const applyEach = (
  over: Over,
  inner: Inner,
  gatherers: ReturnType<typeof makeGatherers>,
  target: unknown,
): AnyRecord => {
  const state = stateOf(target, over.name)
  const template = stateAfter(
    over,
    inner,
    itemRecord(state, templateSubject(state.subject), over.items, listsOf(over, state)),
  )
  const outputs = outputsSince(template, state, over)
  const unfolding: Unfolding = {
    name: over.name,
    lists: listsOf(over, state).map(({ list, maker }): Binding => ({ name: list, record: 0, maker })),
    template: unfoldedOf([template], [], [template]),
    unfold: (lists) => unfold(over, inner, state, lists),
  }
  let after: RecordState = state
  for (const [output, maker] of outputs)
    after = stateOf(gatherInto(after, gatherers(output, maker), unfolding), over.name)
  return recordFrom(after)
}

const recordFrom = ({ last }: RecordState): AnyRecord => {
  if (last === undefined) throw new RangeError('Nothing was applied to the record.')
  return recordAfter(last)
}

const gatherInto = (state: RecordState, definition: Definition, unfolding: Unfolding): AnyRecord =>
  recordAfter({
    definition,
    subject: state.subject,
    members: noSubjects,
    bindings: unfolding.lists,
    available: state.artifacts,
    previous: state.last,
    ofMembers: unfolding.template.lasts,
    unfolding,
  })

const noSubjects: readonly Subject[] = []

const listsOf = (
  { lists }: Over,
  { artifacts }: RecordState,
): readonly { readonly list: string; readonly maker: Application | undefined }[] =>
  lists.map((list) => ({ list, maker: makerOf(artifacts, list) }))

/** @throws InvalidArgumentError where what is applied is no stage */
const stateAfter = ({ name }: Over, inner: Inner, item: AnyRecord): RecordState => {
  const result = inner(item)
  if (!isRecord(result))
    throw new InvalidArgumentError(
      `${name} takes a stage, a function from record to record, and this one gave none.`,
    )
  return stateOf(result, name)
}

/**
 * What was output since, by name, each with its maker.
 *
 * @throws OutputSignatureError for an output that has no cacher: a list names what is stored
 */
const outputsSince = (
  after: RecordState,
  before: RecordState,
  { name }: Over,
): ReadonlyMap<string, Application> => {
  const makers = new Map<string, Application>()
  for (let at = after.last; at !== undefined && at !== before.last; at = at.previous)
    for (const output of at.definition.outputs) {
      if (makers.has(output.name)) continue
      if (output.cacher === undefined)
        throw new OutputSignatureError(
          { stage: at.definition.name, artifact: output.name },
          `${name} makes lists of what is stored, and the output '${output.name}' has no cacher. Give the stage 'cachers'.`,
        )
      makers.set(output.name, at)
    }
  if (makers.size === 0)
    throw new InvalidArgumentError(
      `${name} is given a stage that outputs nothing, so there is nothing to make lists of.`,
    )
  return new Map([...makers].toReversed())
}

const unfoldedOf = (
  states: readonly RecordState[],
  of: readonly string[],
  distinct: Iterable<RecordState>,
): Unfolded => ({
  of,
  bindingsOf: (output) =>
    states.map(({ artifacts }, index) => ({
      name: output,
      record: index + 1,
      maker: makerOf(artifacts, output),
    })),
  lasts: Array.from(distinct).flatMap(({ last }) => last ?? []),
})

/** Equal items are one: what is made of them is the same. */
const unfold = (over: Over, inner: Inner, state: RecordState, lists: readonly KnownList[]): Unfolded => {
  const [first] = lists
  const length = first?.items.length ?? 0
  const other = lists.findIndex(({ items }) => items.length !== length)
  if (other > 0)
    throw new InputSignatureError(
      { stage: over.name, record: state.subject.name, artifact: over.lists[other] },
      `the lists '${over.lists[0]}' and '${over.lists[other]}' of record '${state.subject.name}' have ${length} and ${lists[other]?.items.length} items. Lists that are gone over together are equally long.`,
    )
  const makers = listsOf(over, state)
  const known = new Map<string, RecordState>()
  const states = Array.from({ length }, (_, index): RecordState => {
    const digests = lists.map(({ items }) => items[index]?.digest ?? '')
    const id = digests.join(' ')
    const before = known.get(id)
    if (before !== undefined) return before
    const subject = itemSubject(state.subject, digests)
    const parts = makers.map((maker, at) => ({
      ...maker,
      ...knownAt(lists[at], index),
    }))
    const after = stateAfter(over, inner, itemRecord(state, subject, over.items, parts))
    known.set(id, after)
    return after
  })
  return unfoldedOf(
    states,
    lists.map(({ location }) => location),
    known.values(),
  )
}

const knownAt = (list: KnownList | undefined, index: number): Pick<Element, 'known'> => {
  const item = list?.items[index]
  return list === undefined || item === undefined ? {} : { known: { item, of: list.location } }
}

/** Digits of an item's digest that its record is called by. */
const shownDigits = 10

const itemSubject = (subject: Subject, digests: readonly string[]): Subject => ({
  ...subject,
  name: `${subject.name}/${digests.map((digest) => digest.slice(0, shownDigits)).join('+')}`,
  // It is called by what it holds: another item in its place is what it is compared with.
  isNamed: false,
  of: subject.of ?? subject,
})
