import * as E from 'fp-ts/lib/Either.js'
import { PlanError, type AnyStagewrightError } from '../errors/index.ts'
import { recordAfter } from '../graph/apply.ts'
import { recordsOf, type Unfoldings } from '../graph/collect.ts'
import type { AnyRecord } from '../graph/record.ts'
import { decide, type Prospect } from '../plan/decide.ts'
import { type Facts, gatherFacts } from '../plan/facts.ts'
import { makePast } from '../plan/past.ts'
import { type Decided, unfoldAndDecide } from '../plan/plan-targets.ts'
import { select, selectable } from '../plan/select.ts'
import type { Wiring } from '../plan/step.ts'
import { openSummary, type Summary } from '../plan/summary.ts'
import { wire } from '../plan/wire.ts'
import type { Fingerprinter } from '../ports/fingerprinter.ts'
import type { Store, StoreSession } from '../ports/store.ts'
import type { LookedUp } from '../store/look-ups.ts'
import { memoryStore } from '../store/memory-store.ts'
import { readThrough } from '../store/read-through.ts'
import { announceConversions } from './conversions.ts'
import { canLoadBy, type Formats } from './formats.ts'
import type { PlanOptions } from './options.ts'

/**
 * The targets' records, and the graph of all that they hold.
 *
 * @throws the only thing that is wrong with the targets, or a PlanError with all
 */
export const wireTargets = (
  targets: unknown,
  fingerprinter: Fingerprinter,
  strict = false,
): { readonly records: readonly AnyRecord[]; readonly wiring: Wiring } => {
  const records = recordsOf(targets)
  return { records, wiring: wireRecords(records, fingerprinter, strict) }
}

const wireRecords = (
  records: readonly AnyRecord[],
  fingerprinter: Fingerprinter,
  strict = false,
  unfoldings?: Unfoldings,
): Wiring => {
  const wired = wire(records, fingerprinter, strict, unfoldings)
  if (E.isRight(wired)) return wired.right
  throw onlyOrAll(wired.left)
}

/**
 * The records as they are right after the steps that selectors name: what is run for them alone.
 *
 * @throws InvalidArgumentError for a selector that fits nothing
 */
export const selectRecords = (
  targets: unknown,
  selectors: readonly string[],
  fingerprinter: Fingerprinter,
): readonly AnyRecord[] => {
  const { wiring } = wireTargets(targets, fingerprinter)
  const chosen = select(selectable(wiring), selectors)
  return wiring.steps.flatMap(({ index, application }) => (chosen.has(index) ? recordAfter(application) : []))
}

const onlyOrAll = (errors: readonly AnyStagewrightError[]): AnyStagewrightError => {
  const [first] = errors
  return first !== undefined && errors.length === 1 ? first : new PlanError(errors)
}

/** A plan, and what it was made by. */
export interface Planned extends Decided {
  readonly summary: Summary | undefined
  /** Locations of lists of which an item is gone. */
  readonly lostLists: ReadonlySet<string>
}

/**
 * Decides about all steps, those of lists that are known included.
 *
 * @param first the wiring as it is before any list is looked at
 */
export const planAll = (
  first: Wiring,
  records: readonly AnyRecord[],
  session: LookedUp,
  setting: Pick<PlanOptions, 'experiment' | 'overwrite' | 'cache' | 'strict'> & {
    readonly fingerprinter: Fingerprinter
    readonly formats: Formats
  },
): Promise<Planned> => {
  const { fingerprinter, experiment, formats, strict } = setting
  return unfoldAndDecide(first, {
    session,
    formats,
    wire: (unfoldings) => wireRecords(records, fingerprinter, strict, unfoldings),
    decide: async (wiring, lostLists) => {
      const summary = openSummary(wiring, session, fingerprinter.digest, experiment)
      const past = makePast(session, experiment, wiring.steps)
      const facts = gatherFacts(session, fingerprinter, 'once', past, summary?.recall)
      return {
        wiring,
        summary,
        lostLists: new Set(lostLists),
        prospects: await decideAll(wiring, facts, setting, formats, lostLists),
      }
    },
  })
}

const decideAll = async (
  wiring: Wiring,
  facts: Facts,
  { overwrite, cache = 'use' }: Pick<PlanOptions, 'overwrite' | 'cache'>,
  formats: Formats,
  lostLists: ReadonlySet<string>,
): Promise<readonly Prospect[]> => {
  const overwritten =
    overwrite === true
      ? new Set(wiring.steps.map(({ index }) => index))
      : overwrite === undefined || overwrite === false
        ? nothing
        : select(selectable(wiring), overwrite)
  const prospects = await decide(wiring, facts, {
    overwritten,
    lostLists,
    canLoad: canLoadBy(formats),
  })
  return cache === 'use' ? announceConversions(wiring, prospects, facts.session, formats) : prospects
}

const nothing: ReadonlySet<number> = new Set()

/** Opens what a plan or a run reads from and writes to. */
export const openSession = (
  store: Store,
  cache: NonNullable<PlanOptions['cache']>,
  readOnly: boolean,
): Promise<StoreSession> => {
  switch (cache) {
    case 'use':
      return store.open({ readOnly })
    case 'read':
      return readOnly ? store.open({ readOnly }) : readThrough(store)
    case 'off':
      return memoryStore().open({ readOnly })
  }
}
