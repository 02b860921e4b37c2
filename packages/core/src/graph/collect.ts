import { InvalidArgumentError } from '../errors/index.ts'
import type { Application, Unfolded, Unfolding } from './application.ts'
import { type AnyRecord, isRecord, stateOf } from './record.ts'

/**
 * Records of targets, which may be arrays in arrays, in order.
 *
 * @throws InvalidArgumentError for what is neither, and for an array that holds itself
 */
export const recordsOf = (targets: unknown): readonly AnyRecord[] => {
  const records: AnyRecord[] = []
  const open = new Set<unknown>()
  type Visit = { readonly target: unknown; readonly leaving: boolean }
  const pending: Visit[] = [{ target: targets, leaving: false }]
  for (let visit = pending.pop(); visit !== undefined; visit = pending.pop()) {
    const { target, leaving } = visit
    if (leaving) open.delete(target)
    else if (isRecord(target)) records.push(target)
    else if (Array.isArray(target)) {
      if (open.has(target)) throw new InvalidArgumentError('An array of targets holds itself.')
      open.add(target)
      pending.push({ target, leaving: true })
      for (const part of target.toReversed()) pending.push({ target: part, leaving: false })
    } else
      throw new InvalidArgumentError(
        `A target is a record or an array of records, and got ${target === null ? 'null' : typeof target}.` +
          (target instanceof Promise ? ' Await the promise first.' : ''),
      )
  }
  return records
}

/** What lists came to, where they are known. */
export type Unfoldings = ReadonlyMap<Unfolding, Unfolded>

/** What was applied last to each record that an application looks at. */
export const lastsOf = (
  { unfolding, ofMembers }: Application,
  unfoldings: Unfoldings,
): readonly Application[] => (unfolding && unfoldings.get(unfolding)?.lasts) ?? ofMembers

/**
 * Every application that the records hold, each once, numbered in an order that follows how they were written: each
 * comes after what it depends on.
 */
export const numberApplications = (
  records: readonly AnyRecord[],
  unfoldings: Unfoldings = new Map(),
): Map<Application, number> => {
  const numbers = new Map<Application, number>()
  numberMore(
    records.flatMap((target) => stateOf(target, 'A plan').last ?? []),
    numbers,
    unfoldings,
  )
  return numbers
}

/**
 * Numbers what is not numbered yet of some applications and of all that they depend on.
 *
 * @returns these, in the order of their numbers
 */
export const numberMore = (
  applications: readonly Application[],
  numbers: Map<Application, number>,
  unfoldings: Unfoldings,
): readonly Application[] => {
  const entered = new Set<Application>()
  const numbered: Application[] = []
  /** An application stays in it until all that it depends on is numbered. */
  const pending: Application[] = applications.filter((one) => !numbers.has(one)).reverse()
  for (let top = pending.at(-1); top !== undefined; top = pending.at(-1)) {
    if (entered.has(top)) {
      pending.pop()
      if (numbers.has(top)) continue
      numbers.set(top, numbers.size)
      numbered.push(top)
      continue
    }
    entered.add(top)
    const lasts = lastsOf(top, unfoldings)
    for (let at = lasts.length - 1; at >= 0; at--) enter(lasts[at])
    enter(top.previous)
  }
  return numbered

  function enter(application: Application | undefined): void {
    if (application !== undefined && !entered.has(application) && !numbers.has(application))
      pending.push(application)
  }
}
