import { InvalidArgumentError } from '../errors/index.ts'
import type { Application } from './application.ts'
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

/**
 * Every application that the records hold, each once, numbered in an order that follows how they were written: each
 * comes after what it depends on.
 */
export const numberApplications = (records: readonly AnyRecord[]): ReadonlyMap<Application, number> => {
  const entered = new Set<Application>()
  const numbers = new Map<Application, number>()
  /** An application stays in it until all that it depends on is numbered. */
  const pending: Application[] = records
    .toReversed()
    .flatMap((target) => stateOf(target, 'A plan').last ?? [])
  for (let top = pending.at(-1); top !== undefined; top = pending.at(-1)) {
    if (entered.has(top)) {
      pending.pop()
      if (!numbers.has(top)) numbers.set(top, numbers.size)
      continue
    }
    entered.add(top)
    for (let at = top.ofMembers.length - 1; at >= 0; at--) enter(top.ofMembers[at])
    enter(top.previous)
  }
  return numbers

  function enter(application: Application | undefined): void {
    if (application !== undefined && !entered.has(application)) pending.push(application)
  }
}
