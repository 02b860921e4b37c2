import { json } from '../cachers/json.ts'
import { InvalidArgumentError, OutputSignatureError } from '../errors/index.ts'
import { itemName } from '../lists/combine.ts'
import { treeOf, type TreePart } from '../lists/fold-tree.ts'
import type { Monoid } from '../types/fp-ts.ts'
import type {
  Application,
  Binding,
  Definition,
  KnownList,
  Subject,
  Unfolded,
  Unfolding,
} from './application.ts'
import { makerOf } from './artifacts.ts'
import { recordAfter } from './apply.ts'
import { define, type LooseSpec } from './define.ts'
import { gatherer } from './gather.ts'
import { itemDefinition, itemOf } from './item-record.ts'
import { type AnyRecord, type RecordState, stateOf } from './record.ts'

/** What `fold` combines, and how, its parts checked. */
export interface Folding {
  readonly definition: Definition
  readonly list: string
  readonly output: string
  /** What stands for an item. */
  readonly item: Definition
}

/** @throws InvalidArgumentError, and what `define` throws */
export const foldingOf = (spec: LooseSpec, monoid: unknown, fn: (...args: never) => unknown): Folding => {
  const { inputs: [list, ...lists] = [], outputs: [output, ...outputs] = [], cachers: [cacher] = [] } = spec
  if (typeof list !== 'string' || typeof output !== 'string' || lists.length + outputs.length > 0)
    throw new InvalidArgumentError(
      "fold({ inputs, outputs, cachers }) combines one list to one artifact: fold({ inputs: ['features'], outputs: ['index'], cachers: [json()] }).",
    )
  const name = spec.name ?? `fold(${list}).${output}`
  if (!isMonoid(monoid))
    throw new InvalidArgumentError(
      `${name} takes a monoid, { concat, empty }, and a function from an item to a value.`,
      { stage: name },
    )
  if (cacher === undefined || cacher.via === 'list')
    throw new OutputSignatureError(
      { stage: name, artifact: output },
      `a fold keeps what it combined of parts of the list, for which '${output}' needs a cacher${cacher === undefined ? '' : ' that holds it as a whole, and not item by item'}. Give the fold 'cachers', such as [json()].`,
    )
  return {
    definition: { ...define('fold', { ...spec, name }, fn), monoid },
    list,
    output,
    item: itemDefinition(itemName(list)),
  }
}

const isMonoid = (value: unknown): value is Monoid<unknown> =>
  typeof value === 'object' &&
  value !== null &&
  'empty' in value &&
  'concat' in value &&
  typeof value.concat === 'function'

/** Folds a list that the record has. */
export const applyFold = (folding: Folding, target: unknown): AnyRecord => {
  const state = stateOf(target, folding.definition.name)
  return fold(folding, state, makerOf(state.artifacts, folding.list))
}

/**
 * Folds an artifact of many records, after it was gathered as a list.
 *
 * @throws OutputSignatureError where it is not stored
 */
export const applyFoldOfRecords = (
  folding: Folding,
  target: unknown,
  members: readonly unknown[],
): AnyRecord => {
  const { definition, list } = folding
  const state = stateOf(target, definition.name)
  const states = members.map((member) => stateOf(member, definition.name))
  const bindings = states.map(({ artifacts }, index): Binding => ({
    name: list,
    record: index + 1,
    maker: makerOf(artifacts, list),
  }))
  const makers = bindings.flatMap(({ maker }) => maker ?? [])
  const cachers = makers.map((maker) => maker.definition.outputs.find(({ name }) => name === list)?.cacher)
  if (cachers.includes(undefined))
    throw new OutputSignatureError(
      { stage: makers[cachers.indexOf(undefined)]?.definition.name, artifact: list },
      `${definition.name} combines what is stored, and the output '${list}' has no cacher. Give the stage 'cachers'.`,
    )
  const gathering: Application = {
    definition: gatherer(`${definition.name}.records`, list, cachers[0] ?? json()),
    subject: state.subject,
    members: none,
    bindings,
    available: state.artifacts,
    previous: state.last,
    ofMembers: states.flatMap(({ last }) => last ?? []),
  }
  return fold(folding, state, gathering)
}

const none: readonly never[] = []

const fold = (folding: Folding, state: RecordState, maker: Application | undefined): AnyRecord => {
  const { definition, list } = folding
  const before = maker === undefined || maker === makerOf(state.artifacts, list) ? none : [maker]
  const unfolding: Unfolding = {
    name: definition.name,
    lists: [{ name: list, record: 0, maker }],
    template: { of: none, bindingsOf: () => none, lasts: before },
    unfold: ([known]) => unfold(folding, state, maker, before, known),
  }
  return recordAfter({
    definition,
    subject: state.subject,
    members: none,
    bindings: unfolding.lists,
    available: state.artifacts,
    previous: state.last,
    ofMembers: before,
    unfolding,
  })
}

/** A step for each part of the tree that has two halves; the whole is the step that unfolds. */
const unfold = (
  { definition, list, output, item }: Folding,
  { subject, artifacts, last }: RecordState,
  maker: Application | undefined,
  before: readonly Application[],
  known: KnownList | undefined,
): Unfolded => {
  const { items = [], location = '' } = known ?? {}
  const applications = new Map<TreePart, Application>()
  const itemAt = (place: number): Application => {
    const known = items[place]
    const element = { list, maker, ...(known && { known: { item: known, of: location } }) }
    return { ...itemOf(item, subject, element), span: { from: place, to: place } }
  }
  const bindingOf = (part: TreePart, record: number): Binding =>
    part.halves === undefined
      ? { name: item.name, record, maker: itemAt(part.item) }
      : { name: output, record, maker: applications.get(part) }
  const apply = (part: TreePart, halves: readonly TreePart[], from: number): Application => ({
    definition,
    subject: partSubject(subject, part),
    members: none,
    bindings: halves.map((half, index) => bindingOf(half, index + 1)),
    available: artifacts,
    previous: last,
    ofMembers: halves.flatMap((half) => applications.get(half) ?? []),
    span: { from, to: from + part.size - 1 },
  })
  const root = treeOf(items.map(({ digest }) => digest))
  for (const [part, from] of partsOf(root))
    if (part.halves !== undefined) applications.set(part, apply(part, part.halves, from))
  const halves = root === undefined ? [] : (root.halves ?? [root])
  const bindings = halves.map((half, index) => bindingOf(half, index + 1))
  return {
    of: [location],
    bindingsOf: () => bindings,
    lasts: [...before, ...halves.flatMap((half) => applications.get(half) ?? [])],
  }
}

/** All below the whole, each once, after its halves, and with the place of its first item. */
const partsOf = (root: TreePart | undefined): ReadonlyMap<TreePart, number> => {
  const found = new Map<TreePart, number>()
  const pending: (readonly [part: TreePart, from: number])[] = []
  const enter = ({ halves }: TreePart, from: number): void => {
    for (const [index, half] of halves?.entries() ?? [])
      if (!found.has(half)) pending.push([half, from + (index === 0 ? 0 : (halves?.[0].size ?? 0))])
  }
  if (root !== undefined) enter(root, 0)
  for (let top = pending.at(-1); top !== undefined; top = pending.at(-1)) {
    const [part, from] = top
    const before = pending.length
    if (!found.has(part)) enter(part, from)
    if (pending.length > before) continue
    pending.pop()
    if (!found.has(part)) found.set(part, from)
  }
  return found
}

/** Hexadecimal digits that the record of a part is called by. */
const shownDigits = 10

const partSubject = (subject: Subject, { hash }: TreePart): Subject => ({
  ...subject,
  name: `${subject.name}/${hash.toString(16).padStart(shownDigits, '0').slice(0, shownDigits)}`,
  // Another part is never what it is compared with.
  isNamed: true,
  of: subject.of ?? subject,
})
