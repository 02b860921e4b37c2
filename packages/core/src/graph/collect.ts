import { InvalidArgumentError } from '../errors/index.ts'
import type { Application, History } from './application.ts'
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

/** Every application that the records' histories hold, each once, in an order that follows how they were written. */
export const collectApplications = (records: readonly AnyRecord[]): readonly Application[] => {
  const visited = new Set<History>()
  const found: Application[] = []
  type Visit = { readonly history: History; readonly leaving: boolean }
  const pending: Visit[] = []
  const enter = (history: History): void => {
    if (!visited.has(history)) pending.push({ history, leaving: false })
  }
  for (const target of records.toReversed()) {
    const { history } = stateOf(target, 'A plan')
    if (history !== undefined) pending.push({ history, leaving: false })
  }
  while (pending.length > 0) {
    const visit = pending.pop()
    if (visit === undefined) break
    if (visit.leaving) {
      found.push(visit.history.application)
      continue
    }
    if (visited.has(visit.history)) continue
    visited.add(visit.history)
    pending.push({ history: visit.history, leaving: true })
    for (const before of visit.history.before.toReversed()) enter(before)
  }
  return found
}
