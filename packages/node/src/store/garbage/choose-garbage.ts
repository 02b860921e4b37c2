import type { Candidate } from './garbage-candidates.ts'
import type { GarbageRules } from './garbage-rules.ts'

const dayMs = 24 * 3600 * 1000

export interface GarbageChoice {
  readonly removed: readonly Candidate[]
  /** Their artifacts go, their traces stay. */
  readonly emptied: readonly Candidate[]
  readonly kept: readonly Candidate[]
}

/** What goes and what stays of a store's executions, each oldest first, as they are given. */
export const chooseGarbage = (
  candidates: readonly Candidate[],
  rules: GarbageRules,
  now: number,
): GarbageChoice => {
  const doomed = new Set(candidates.filter((candidate) => isGarbage(candidate, rules, now)))
  if (rules.maxBytes !== undefined) addExcess(candidates, doomed, rules.maxBytes)
  const needed = neededBy(
    candidates.filter((candidate) => !doomed.has(candidate)),
    candidates,
  )
  const fateOf = (candidate: Candidate): keyof GarbageChoice => {
    if (!doomed.has(candidate)) return 'kept'
    if (!needed.has(candidate)) return 'removed'
    // What keeps no artifacts is not made lighter by being emptied.
    return candidate.artifacts.length > 0 ? 'emptied' : 'kept'
  }
  const choice: Record<keyof GarbageChoice, Candidate[]> = { removed: [], emptied: [], kept: [] }
  for (const candidate of candidates) choice[fateOf(candidate)].push(candidate)
  return choice
}

const isGarbage = (candidate: Candidate, { olderThanMs, unusedForMs }: GarbageRules, now: number): boolean =>
  !candidate.isKept &&
  (candidate.isSuperseded ||
    candidate.isUnreachable ||
    (olderThanMs !== undefined && now - candidate.finishedAt > olderThanMs) ||
    (unusedForMs !== undefined && now - Math.max(candidate.finishedAt, candidate.usedAt) > unusedForMs))

const addExcess = (candidates: readonly Candidate[], doomed: Set<Candidate>, maxBytes: number): void => {
  const left = candidates.filter((candidate) => !doomed.has(candidate))
  const names = new Map<string, number>()
  let bytes = 0
  for (const { location, size } of left.flatMap(({ artifacts }) => artifacts)) {
    const count = names.get(location) ?? 0
    names.set(location, count + 1)
    if (count === 0) bytes += size
  }
  const byUse = left.filter(({ isKept }) => !isKept).sort((a, b) => dayOf(a) - dayOf(b) || a.id - b.id)
  for (const candidate of byUse) {
    if (bytes <= maxBytes) return
    doomed.add(candidate)
    for (const { location, size } of candidate.artifacts) {
      const count = names.get(location) ?? 0
      names.set(location, count - 1)
      if (count === 1) bytes -= size
    }
  }
}

/** What was made today is as fresh as what was used today. */
const dayOf = ({ finishedAt, usedAt }: Candidate): number =>
  Math.max(Math.floor(finishedAt / dayMs), Math.floor((usedAt - 1) / dayMs))

/** All that something was made of, over any number of steps: its key is found by the digests of those. */
const neededBy = (kept: readonly Candidate[], candidates: readonly Candidate[]): ReadonlySet<Candidate> => {
  const producers = new Map<number, Candidate[]>()
  for (const candidate of candidates) {
    if (candidate.isSuperseded) continue
    for (const digest of candidate.outputs) {
      const same = producers.get(digest)
      if (same === undefined) producers.set(digest, [candidate])
      else same.push(candidate)
    }
  }
  const needed = new Set<Candidate>()
  const pending = [...kept]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const producer of next.inputs.flatMap((digest) => producers.get(digest) ?? [])) {
      if (needed.has(producer)) continue
      needed.add(producer)
      pending.push(producer)
    }
  }
  return needed
}
