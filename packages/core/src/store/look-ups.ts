import type { FileReading } from '../ports/fingerprinter.ts'
import { placesOf } from '../ports/place.ts'
import type { Answer, ClaimAnswer, Draft, PastExecution, Standing, StoreSession } from '../ports/store.ts'
import type { Digest, ReadTarget, StoredArtifact, Trace, TraceHead } from '../ports/trace.ts'
import { makeRounds, type Question, type Rounds } from './rounds.ts'

/**
 * Look-ups as planning and running make them: one by one, as if each were answered at once. Where the store is elsewhere,
 * one whose answer is not there throws, so they are made within `answered`, `each` or `ifKnown`. Answers of such a store
 * are known until this session or, as its claims tell, another one has written.
 */
export interface LookUps extends Omit<Rounds, 'question' | 'forgetAll' | 'isElsewhere'> {
  readonly readSets: (base: Digest) => readonly (readonly ReadTarget[])[]
  /** The beginning of what `trace` gives, or the whole. */
  readonly head: (key: Digest) => TraceHead | undefined
  readonly trace: (key: Digest) => Trace | undefined
  readonly reading: (path: string) => FileReading | undefined
  readonly latest: (stage: string, limit: number) => readonly Trace[]
  readonly stood: (places: readonly string[]) => readonly (Standing | undefined)[]
  /** The oldest execution that is remembered. */
  readonly oldest: () => Trace | undefined
  readonly holds: (artifact: StoredArtifact) => boolean
  readonly isDamaged: (artifact: StoredArtifact) => boolean
}

/** A session whose look-ups are made so. */
export interface LookedUp
  extends LookUps, Omit<StoreSession, keyof LookUps | 'traces' | 'heads' | 'readings' | 'damaged'> {}

const itself = (text: string): string => text
const artifactId = ({ checksum, location }: StoredArtifact): string => `${checksum}${location}`

/** Knows what this session writes, so that nothing is found as it was before. */
export const lookInto = (session: StoreSession): LookedUp => {
  const rounds = makeRounds()
  const { question } = rounds
  const { heads, damaged } = session
  const readSets = question(itself, (bases: readonly Digest[]) => session.readSets(bases))
  const trace = question(itself, (keys: readonly Digest[]) => session.traces(keys))
  const head = heads === undefined ? trace : question(itself, heads)
  const reading = question(itself, (paths: readonly string[]) => session.readings(paths))
  const place = question(itself, (places: readonly string[]) => session.stood(places))
  const holds = question(artifactId, (artifacts: readonly StoredArtifact[]) => session.holds(artifacts))
  const oldest = question(itself, () => oldestIn(session))
  const byLimit = new Map<number, Question<string, readonly Trace[]>>()
  const latest = (limit: number): Question<string, readonly Trace[]> => {
    const known =
      byLimit.get(limit) ?? question(itself, (stages: readonly string[]) => session.latest(stages, limit))
    byLimit.set(limit, known)
    return known
  }
  const forget = (saved: Trace): void => {
    // Where the store is not elsewhere, nothing is remembered. It may show at any look-up that it is.
    if (!rounds.isElsewhere()) return
    readSets.forget(saved.base)
    trace.forget(saved.key)
    head.forget(saved.key)
    for (const text of placesOf(saved)) place.forget(text)
    for (const ofLimit of byLimit.values()) ofLimit.forget(saved.stage)
    for (const { target } of saved.reads) if (target.door === 'file') reading.forget(target.path)
    for (const { stored } of saved.outputs) if (stored !== undefined) holds.forget(stored)
  }
  return {
    ...session,
    ...rounds,
    readSets,
    head,
    trace,
    reading,
    latest: (stage, limit) => latest(limit)(stage),
    stood: place.all,
    oldest: () => oldest(''),
    holds,
    isDamaged: damaged === undefined ? () => false : question(artifactId, damaged),
    draft: (info) => telling(session.draft(info), forget),
    stand: async (steps) => {
      await session.stand(steps)
      for (const step of steps) for (const text of placesOf(step.place)) place.forget(text)
    },
    claim: (id) => {
      const answer = session.claim(id)
      return rounds.isElsewhere() ? forgetting(answer, rounds.forgetAll) : answer
    },
  }
}

const telling = (draft: Draft, onCommit: (trace: Trace) => void): Draft => ({
  ...draft,
  commit: async (unordered) => {
    const trace = await draft.commit(unordered)
    onCommit(trace)
    return trace
  },
})

const forgetting = async (asked: Answer<ClaimAnswer>, forgetAll: () => void): Promise<ClaimAnswer> => {
  const answer = await asked
  if (answer.isTaken && answer.othersSaved) forgetAll()
  return answer
}

const oldestIn = ({ executions }: StoreSession): Answer<readonly (Trace | undefined)[]> => {
  const all = executions()
  if (Symbol.asyncIterator in all) return firstOf(all)
  for (const { trace } of all) return [trace]
  return [undefined]
}

const firstOf = async (all: AsyncIterable<PastExecution>): Promise<readonly (Trace | undefined)[]> => {
  for await (const { trace } of all) return [trace]
  return [undefined]
}

/** The whole of an execution, where that is known. */
export const wholeOf = (session: LookUps, head: TraceHead | undefined): Trace | undefined => {
  if (head === undefined) return undefined
  // Where a store has no heads of its own, they are traces.
  return 'reads' in head ? (head as Trace) : session.ifKnown(() => session.trace(head.key))
}
