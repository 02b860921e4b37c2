import type { Evaluation } from './evaluate.ts'
import { checksumOf } from './frail-store.ts'
import type { Layout, Node } from './layout.ts'
import { contentOf, type Entry, type Ledger, type OutputEntry, type Stored } from './ledger.ts'
import type { Keeping } from './program.ts'
import type { World } from './world.ts'

/** What a run is asked, and what it finds. */
export interface Situation {
  readonly layout: Layout
  readonly world: World
  readonly evaluations: ReadonlyMap<Node, Evaluation>
  readonly ledger: Ledger
  readonly overwritten: ReadonlySet<Node>
  /** Tells this run's overwrites from those of others. */
  readonly run: string
  /** Whether bytes can be had from the store. */
  readonly isThere: (stored: Stored) => boolean
}

/** What a run should do. */
export interface Expectation {
  readonly keys: ReadonlyMap<Node, string>
  readonly entries: ReadonlyMap<Node, Entry>
  /** Why a key may be executed, once. What is not in here is needless. */
  readonly allowed: ReadonlyMap<string, string>
  /** Whose keys must be executed: all that may be, but those whose values another key may happen to make. */
  readonly required: ReadonlySet<Node>
  /**
   * Whether one key is both overwritten and not, and its outputs become others: which of them its second user sees
   * depends on who comes first.
   */
  readonly isAmbiguous: boolean
}

export const keepingOf = ({ plan, stage }: Node, world: World): Keeping =>
  plan.outputs.length === 0 ? 'none' : (world.keeping.get(stage) ?? plan.keeping)

/**
 * The definition of what is needed. An application executes when it is overwritten, when it has no outputs, when nothing
 * is known of its key (kind, name, code, what it sees, and its inputs' identities), when it is a leaf whose outputs
 * cannot be loaded, and when one that executes needs an output of it that cannot be loaded. Whatever else executes is
 * needless, and so is a second execution of one key.
 */
export const expectRun = (situation: Situation): Expectation => {
  const { layout, ledger, overwritten } = situation
  const keys = new Map<Node, string>()
  const entries = new Map<Node, Entry>()
  const certain = new Map<Node, string>()
  for (const node of layout.nodes) {
    const key = keyOf(node, situation, entries)
    const before = ledger.get(key)
    const forced = overwritten.has(node)
    keys.set(node, key)
    entries.set(node, forced || before === undefined ? entryAfter(node, key, situation) : before)
    const reason = forced ? 'overwritten' : before === undefined ? 'new' : undefined
    if (reason !== undefined) certain.set(node, reason)
    else if (node.plan.outputs.length === 0) certain.set(node, 'no outputs')
  }
  const loadable = (node: Node, output: string): boolean =>
    canLoad(node, entries.get(node)?.outputs.get(output), situation)
  const most = close(certain, layout, loadable)
  const isMadeElsewhere = makersOf(situation, keys, entries, most)
  const least = close(
    certain,
    layout,
    (node, output) => loadable(node, output) || isMadeElsewhere(node, output),
  )
  return {
    keys,
    entries,
    allowed: new Map([...most].map(([node, reason]) => [keys.get(node) ?? '', reason])),
    required: new Set(least.keys()),
    isAmbiguous: isAmbiguous(situation, keys, entries),
  }
}

export const keyOf = (
  node: Node,
  { world, evaluations }: Situation,
  entries: ReadonlyMap<Node, Entry>,
): string => {
  const inputs = node.inputs.map(({ name, record, source }) =>
    JSON.stringify([record, name, source && entries.get(source.node)?.outputs.get(source.output)?.identity]),
  )
  const revision = world.revision.get(node.stage) ?? 0
  const sights = evaluations.get(node)?.sights
  // Not the text itself: keys that hold keys double their length from step to step.
  return checksumOf(JSON.stringify([node.stage, revision, node.members.length, inputs.toSorted(), sights]))
}

/** What the store remembers of a key once a node executed. */
export const entryAfter = (node: Node, key: string, situation: Situation): Entry => {
  const { world, ledger, overwritten, run } = situation
  const format = keepingOf(node, world)
  const forced = overwritten.has(node)
  const before = ledger.get(key)
  const outputs = node.plan.outputs.map(({ name }): readonly [string, OutputEntry] => {
    const known = before?.outputs.get(name)
    if (format === 'none') {
      const identity = forced ? `${run} ${key} ${name}` : (known?.identity ?? `${key} ${name}`)
      return [name, { identity, stored: undefined }]
    }
    const stored = storedNow(node, name, situation)
    const isSame = known?.stored?.format === format && known.stored.content === stored.content
    const keeps = known !== undefined && (!forced || isSame)
    return [name, { identity: keeps ? known.identity : stored.content, stored }]
  })
  return { outputs: new Map(outputs) }
}

/** What the store remembers of a key once a node of it was reused: what could be loaded is in the node's own format. */
export const entryConverted = (
  node: Node,
  entry: Entry,
  situation: Situation,
  isSound: (content: string) => boolean,
): Entry => {
  const all = [...entry.outputs]
  // A node's outputs are converted together or not at all.
  const isRefused = all.some(
    ([, output]) => isOutOfDate(node, output, situation) && !isSound(output.stored?.content ?? ''),
  )
  if (isRefused) return entry
  const outputs = all.map(([name, output]): readonly [string, OutputEntry] =>
    isOutOfDate(node, output, situation)
      ? [name, { ...output, stored: storedNow(node, name, situation) }]
      : [name, output],
  )
  return { outputs: new Map(outputs) }
}

/** What the node's own cacher saves of an output. */
const storedNow = (node: Node, output: string, { world, evaluations }: Situation): Stored => {
  const format = keepingOf(node, world)
  return { format, content: contentOf(format, evaluations.get(node)?.outputs[output]) }
}

/** Whether bytes that can be had are in another format than the node's own. */
const isOutOfDate = (node: Node, output: OutputEntry, situation: Situation): boolean =>
  output.stored !== undefined &&
  output.stored.format !== keepingOf(node, situation.world) &&
  canLoad(node, output, situation)

/** Of a format that is not the stage's own, only one that the engine knows can be read. */
const canLoad = (node: Node, output: OutputEntry | undefined, { world, isThere }: Situation): boolean => {
  const stored = output?.stored
  const format = keepingOf(node, world)
  if (stored === undefined || format === 'none') return false
  return (stored.format === format || stored.format !== 'private') && isThere(stored)
}

/** Adds leaves that cannot be had, and what executing nodes need and cannot load. */
const close = (
  certain: ReadonlyMap<Node, string>,
  layout: Layout,
  loadable: (node: Node, output: string) => boolean,
): ReadonlyMap<Node, string> => {
  const all = new Map(certain)
  for (const node of layout.nodes.toReversed()) {
    if (!all.has(node) && layout.dependents.get(node)?.length === 0) {
      const lost = node.plan.outputs.find(({ name }) => !loadable(node, name))
      if (lost !== undefined) all.set(node, `a leaf without '${lost.name}'`)
    }
    if (!all.has(node)) continue
    for (const { source } of node.inputs)
      if (source !== undefined && !all.has(source.node) && !loadable(source.node, source.output))
        all.set(source.node, `'${source.output}' is needed by ${node.id}`)
  }
  return all
}

/**
 * Whether another key has the same artifact, or a conversion writes the same bytes, so that its value may be in memory or
 * in the store by chance.
 */
const makersOf = (
  situation: Situation,
  keys: ReadonlyMap<Node, string>,
  entries: ReadonlyMap<Node, Entry>,
  executing: ReadonlyMap<Node, string>,
): ((node: Node, output: string) => boolean) => {
  const makers = new Map<string, Set<string>>()
  const add = (artifact: string, key: string): void => {
    makers.set(artifact, (makers.get(artifact) ?? new Set()).add(key))
  }
  for (const node of situation.layout.nodes)
    for (const [name, output] of entries.get(node)?.outputs ?? []) {
      const key = keys.get(node) ?? ''
      add(output.identity, key)
      // What executes writes in today's format, also where nothing was kept before.
      if (executing.has(node) && keepingOf(node, situation.world) !== 'none')
        add(storedNow(node, name, situation).content, key)
      // Two outputs of one key can be the same bytes in other formats, so that a conversion counts as another key.
      else if (isOutOfDate(node, output, situation))
        add(storedNow(node, name, situation).content, `conversion of ${key}`)
    }
  return (node, output) => {
    const known = entries.get(node)?.outputs.get(output)
    const artifacts = [known?.identity ?? '', known?.stored?.content ?? '']
    const key = keys.get(node) ?? ''
    return artifacts.some((artifact) => [...(makers.get(artifact) ?? [])].some((maker) => maker !== key))
  }
}

const isAmbiguous = (
  { overwritten }: Situation,
  keys: ReadonlyMap<Node, string>,
  entries: ReadonlyMap<Node, Entry>,
): boolean => {
  if (overwritten.size === 0) return false
  const shownBy = new Map<string, string>()
  for (const [node, key] of keys) {
    const identities = [...(entries.get(node)?.outputs.values() ?? [])].map(({ identity }) => identity)
    // A source finds something else when it is overwritten, whatever it found last.
    const shown = JSON.stringify([identities, node.plan.isSource && overwritten.has(node)])
    if ((shownBy.get(key) ?? shown) !== shown) return true
    shownBy.set(key, shown)
  }
  return false
}
