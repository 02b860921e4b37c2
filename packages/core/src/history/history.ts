import { InvalidArgumentError } from '../errors/index.ts'
import { didYouMean } from '../errors/did-you-mean.ts'
import type { PastExecution, Store } from '../ports/store.ts'
import type { Digest, Trace } from '../ports/trace.ts'
import { diffRuns, type RunDifference } from './diff-runs.ts'

/** One run, as far as it executed something. */
export interface RunSummary {
  readonly run: string
  /** When its first execution began, in milliseconds since 1970. */
  readonly startedAt: number
  readonly executions: number
  /** The time that its executions took together, in milliseconds. */
  readonly durationMs: number
  readonly stages: readonly string[]
}

/** What a store remembers, as it was when it was read. All lists begin with the newest. */
export interface History {
  readonly executions: readonly PastExecution[]
  readonly runs: readonly RunSummary[]
  /**
   * The executions that an artifact was made by: its own, and those of all that went into it.
   *
   * @param name tells apart what small values have one digest; every artifact with the digest where it is left out
   */
  readonly madeFrom: (artifact: Digest, name?: string) => readonly Trace[]
  /** The executions that an artifact went into, directly or not; `name` as for `madeFrom`. */
  readonly wentInto: (artifact: Digest, name?: string) => readonly Trace[]
  /**
   * What the second run executed otherwise than the first.
   *
   * @throws InvalidArgumentError for a run that the store does not know
   */
  readonly diff: (before: string, after: string) => readonly RunDifference[]
}

/** Reads what a store remembers. Changes nothing. */
export const readHistory = async (store: Store): Promise<History> => {
  const session = await store.open({ readOnly: true })
  try {
    return historyOf(withoutEarlierForms([...session.executions()].toReversed()))
  } finally {
    await session.close()
  }
}

/** What was converted for another cacher was executed once, and is known in its latest form. */
const withoutEarlierForms = (newestFirst: readonly PastExecution[]): readonly PastExecution[] => {
  const known = new Set<string>()
  return newestFirst.filter(({ trace: { run, key, startedAt } }) => {
    const execution = `${run} ${key} ${startedAt}`
    return !known.has(execution) && known.add(execution)
  })
}

const historyOf = (executions: readonly PastExecution[]): History => {
  const traces = executions.map(({ trace }) => trace)
  const byRun = groupByRun(traces)
  // Many artifacts are asked for one after another.
  let makers: Index | undefined
  let takers: Index | undefined
  let names: readonly string[] | undefined
  const linksTo = (digest: Digest, name?: string): readonly string[] => {
    if (name !== undefined) return [linkOf({ name, digest })]
    names ??= [...new Set(traces.flatMap(({ outputs }) => outputs.map((output) => output.name)))]
    return names.map((each) => linkOf({ name: each, digest }))
  }
  const ofRun = (run: string): readonly Trace[] => {
    const found = byRun.get(run)
    if (found !== undefined) return found
    throw new InvalidArgumentError(`The store knows no run '${run}'.${didYouMean(run, byRun.keys())}`)
  }
  return {
    executions,
    runs: [...byRun].map(([run, all]) => summarise(run, all)),
    madeFrom: (digest, name) =>
      follow(linksTo(digest, name), (makers ??= indexBy(traces, outputsOf)), inputsOf),
    wentInto: (digest, name) =>
      follow(linksTo(digest, name), (takers ??= indexBy(traces, inputsOf)), outputsOf),
    diff: (before, after) => diffRuns(ofRun(before), ofRun(after), traces),
  }
}

const groupByRun = (traces: readonly Trace[]): Map<string, Trace[]> => {
  const groups = new Map<string, Trace[]>()
  for (const trace of traces) {
    const group = groups.get(trace.run)
    if (group === undefined) groups.set(trace.run, [trace])
    else group.push(trace)
  }
  return groups
}

const summarise = (run: string, traces: readonly Trace[]): RunSummary => ({
  run,
  startedAt: traces.reduce(
    (earliest, { startedAt }) => Math.min(earliest, startedAt),
    Number.POSITIVE_INFINITY,
  ),
  executions: traces.length,
  durationMs: traces.reduce((sum, { durationMs }) => sum + durationMs, 0),
  stages: [...new Set(traces.map(({ stage }) => stage))].toSorted(),
})

type Index = ReadonlyMap<string, readonly Trace[]>

/** Small values come out of many stages with one digest: an artifact goes into an input of its name alone. */
interface Link {
  readonly name: string
  readonly digest?: Digest
}

const linkOf = ({ name, digest }: Link): string => `${digest}${name}`

const indexBy = (traces: readonly Trace[], linksOf: (trace: Trace) => readonly Link[]): Index => {
  const index = new Map<string, Trace[]>()
  for (const trace of traces)
    for (const link of linksOf(trace)) {
      if (link.digest === undefined) continue
      const same = index.get(linkOf(link))
      if (same === undefined) index.set(linkOf(link), [trace])
      else same.push(trace)
    }
  return index
}

const outputsOf = ({ outputs }: Trace): readonly Link[] => outputs
const inputsOf = ({ inputs }: Trace): readonly Link[] => inputs

/** @param links of the artifact that is asked for */
const follow = (
  links: readonly string[],
  index: Index,
  next: (trace: Trace) => readonly Link[],
): readonly Trace[] => {
  const found = new Set<Trace>()
  const pending = new Set(links)
  for (const link of pending)
    for (const trace of index.get(link) ?? []) {
      found.add(trace)
      for (const other of next(trace)) if (other.digest !== undefined) pending.add(linkOf(other))
    }
  return [...found]
}
