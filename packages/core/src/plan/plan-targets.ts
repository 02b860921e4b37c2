import type { Unfolded, Unfolding } from '../graph/application.ts'
import { ArtifactLostError } from '../errors/index.ts'
import { knownArtifacts } from '../lists/known-list.ts'
import type { Formats } from '../run/formats.ts'
import { isManifest, readManifest } from '../lists/manifest.ts'
import type { StoredArtifact, TraceHead } from '../ports/trace.ts'
import type { LookedUp } from '../store/look-ups.ts'
import type { Prospect } from './decide.ts'
import type { StepInput, Wiring } from './step.ts'

/** A plan in the making. */
export interface Decided {
  readonly wiring: Wiring
  readonly prospects: readonly Prospect[]
}

/** Where lists and their items are. */
type Items = Pick<LookedUp, 'read' | 'stream' | 'path' | 'holds' | 'each' | 'isSurveyed'>

/** How a plan is made, again and again until no list is left that can be gone over. */
export interface Deciding<Found extends Decided> {
  readonly wire: (unfoldings: ReadonlyMap<Unfolding, Unfolded>) => Wiring
  /** @param lostLists locations of lists of which an item is gone */
  readonly decide: (wiring: Wiring, lostLists: ReadonlySet<string>) => Promise<Found>
  readonly session: Items
  readonly formats: Formats
}

/**
 * Decides, unfolds the steps whose lists are certain, and decides again. A list is certain where its digest is known and
 * nothing that runs may change it.
 */
export const unfoldAndDecide = async <Found extends Decided>(
  first: Wiring,
  { wire, decide, session, formats }: Deciding<Found>,
): Promise<Found> => {
  const unfoldings = new Map<Unfolding, Unfolded>()
  /** What turned out to be uncertain, or gone. */
  const left = new Set<Unfolding>()
  const lostLists = new Set<string>()
  /** Lists whose items were looked for. */
  const proven = new Set<string>()
  let wiring = first
  for (;;) {
    const found = await decide(wiring, lostLists)
    if (wiring.steps.every(({ lists }) => lists === undefined) && !hasLists(found)) return found
    const isChanged =
      leaveUncertain(found, unfoldings, left) ||
      (await unfoldCertain(found, unfoldings, left, session, formats)) ||
      (await findLost(found, lostLists, proven, session))
    if (!isChanged) return found
    wiring = wire(unfoldings)
  }
}

/** The execution whose list an input is of, where nothing that runs may change it. */
const certainTrace = (prospects: readonly Prospect[], { producer }: StepInput): TraceHead | undefined => {
  const prospect = prospects[producer ?? -1]
  return prospect === undefined || prospect.volatile ? undefined : prospect.identity?.trace
}

/** Folds what was unfolded by lists that something may change after all. @returns whether there was any */
const leaveUncertain = (
  { wiring, prospects }: Decided,
  unfoldings: Map<Unfolding, Unfolded>,
  left: Set<Unfolding>,
): boolean => {
  const before = left.size
  for (const { application, lists = [], folded } of wiring.steps) {
    const { unfolding } = application
    if (unfolding === undefined || folded !== undefined) continue
    if (lists.every((list) => certainTrace(prospects, list) !== undefined)) continue
    left.add(unfolding)
    unfoldings.delete(unfolding)
  }
  return left.size > before
}

const unfoldCertain = async (
  { wiring, prospects }: Decided,
  unfoldings: Map<Unfolding, Unfolded>,
  left: Set<Unfolding>,
  session: Items,
  formats: Formats,
): Promise<boolean> => {
  let isChanged = false
  for (const step of wiring.steps) {
    const { index, application, lists = [], folded } = step
    const { unfolding } = application
    if (unfolding === undefined || folded === undefined) continue
    if (isAtRest(prospects[index]) && session.isSurveyed !== true) continue
    if (left.has(unfolding) || unfoldings.has(unfolding)) continue
    const traceOf = certainTrace.bind(undefined, prospects)
    if (lists.map(traceOf).includes(undefined)) continue
    try {
      const known = await knownArtifacts(step, traceOf, { session, formats, wiring })
      unfoldings.set(unfolding, unfolding.unfold(known))
      isChanged = true
    } catch (error) {
      if (!(error instanceof ArtifactLostError)) throw error
      left.add(unfolding)
    }
  }
  return isChanged
}

/** Whether it is known already that it does not run. */
const isAtRest = (prospect: Prospect | undefined): boolean =>
  prospect?.decision === 'reuse' || prospect?.decision === 'skip'

const hasLists = ({ wiring }: Decided): boolean =>
  wiring.steps.some(({ application }) =>
    application.definition.outputs.some(({ cacher }) => cacher?.via === 'list'),
  )

/** Looks for the items of lists that are targets and are to be reused: of others, what needs an item meets the loss. */
const findLost = async (
  { wiring, prospects }: Decided,
  lostLists: Set<string>,
  proven: Set<string>,
  session: Items,
): Promise<boolean> => {
  const before = lostLists.size
  for (const { index } of wiring.steps) {
    const { decision, identity } = prospects[index] ?? {}
    if (decision !== 'reuse' || !wiring.topology.isLeaf(index)) continue
    for (const { stored } of identity?.trace?.outputs ?? []) {
      if (stored === undefined || !isManifest(stored) || proven.has(stored.location)) continue
      proven.add(stored.location)
      if (!(await areHeld(stored, session))) lostLists.add(stored.location)
    }
  }
  return lostLists.size > before
}

/** Whether all items are there, and those of lists among them. */
const areHeld = async (list: StoredArtifact, session: Items): Promise<boolean> => {
  const pending = [list]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const items = await session.read(next).then(readManifest, () => undefined)
    if (items === undefined) return false
    const held = await session.each(items, ({ stored }) => isManifest(stored) || session.holds(stored))
    if (held.includes(false)) return false
    for (const { stored } of items) if (isManifest(stored)) pending.push(stored)
  }
  return true
}
