import { InvalidArgumentError } from '../errors/index.ts'
import type { Application, History } from './application.ts'
import { type AnyRecord, isRecord, stateOf } from './record.ts'

/** Records of targets, which may be arrays in arrays, in order. */
export const recordsOf = (targets: unknown): readonly AnyRecord[] => {
  const records: AnyRecord[] = []
  const pending: unknown[] = [targets]
  while (pending.length > 0) {
    const target = pending.pop()
    if (isRecord(target)) records.push(target)
    else if (Array.isArray(target)) pending.push(...target.toReversed())
    else
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
