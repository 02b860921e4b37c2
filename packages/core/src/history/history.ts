import { InvalidArgumentError } from '../errors/index.ts'
import { didYouMean } from '../errors/did-you-mean.ts'
import type { PastExecution, RunNote, Store } from '../ports/store.ts'
import type { Digest, Trace } from '../ports/trace.ts'
import { diffRuns, type PastRun, type RunDifference } from './diff-runs.ts'

/** One run that had something to do. */
export interface RunSummary {
  readonly run: string
  /** The experiment that it belonged to; absent where it belonged to none. */
  readonly experiment?: string
  /** How it ended; absent where an earlier version of this library carried it out. */
  readonly status?: RunNote['status']
  /** When it began, in milliseconds since 1970; of a run of an earlier version, when its first execution did. */
  readonly startedAt: number
  /** How long it took on the clock, in milliseconds; absent while it runs, and where it was killed. */
  readonly wallMs?: number
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
   * What the second run executed, or found among earlier executions, otherwise than the first; causes come first.
   *
   * @throws InvalidArgumentError for a run that the store does not know
   */
  readonly diff: (before: string, after: string) => readonly RunDifference[]
}

/** Reads what a store remembers. Changes nothing. */
export const readHistory = async (store: Store): Promise<History> => {
  const session = await store.open({ readOnly: true })
  try {
    const executions: PastExecution[] = []
    for await (const execution of session.executions()) executions.push(execution)
    return historyOf(withoutEarlierForms(executions.toReversed()), await session.runs())
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

const historyOf = (executions: readonly PastExecution[], notes: readonly RunNote[]): History => {
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
  const noteOf = new Map(notes.map((note) => [note.run, note]))
  const ofRun = (run: string): PastRun => {
    const [found, note] = [byRun.get(run), noteOf.get(run)]
    if (found !== undefined || note !== undefined) return { traces: found ?? [], note }
    const ids = [...byRun.keys(), ...noteOf.keys()]
    throw new InvalidArgumentError(`The store knows no run '${run}'.${didYouMean(run, ids)}`)
  }
  return {
    executions,
    runs: [...new Set([...byRun.keys(), ...notes.map(({ run }) => run)])]
      .map((run) => summarise(run, byRun.get(run) ?? [], noteOf.get(run)))
      .toSorted((a, b) => b.startedAt - a.startedAt),
    madeFrom: (digest, name) =>
      follow(linksTo(digest, name), (makers ??= indexBy(traces, outputsOf)), inputsOf),
    wentInto: (digest, name) =>
      follow(linksTo(digest, name), (takers ??= indexBy(traces, inputsOf)), outputsOf),
    diff: (before, after) => diffRuns(ofRun(before), ofRun(after), traces, notes),
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

const summarise = (run: string, traces: readonly Trace[], note: RunNote | undefined): RunSummary => {
  const earliest = traces.reduce(
    (least, { startedAt }) => Math.min(least, startedAt),
    Number.POSITIVE_INFINITY,
  )
  const experiment = note?.experiment ?? traces[0]?.experiment
  return {
    run,
    ...(experiment !== undefined && { experiment }),
    ...(note !== undefined && { status: note.status }),
    startedAt: note?.startedAt ?? earliest,
    ...(note?.endedAt !== undefined && { wallMs: note.endedAt - note.startedAt }),
    executions: traces.length,
    durationMs: traces.reduce((sum, { durationMs }) => sum + durationMs, 0),
    stages: [...new Set(traces.map(({ stage }) => stage))].toSorted(),
  }
}

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
