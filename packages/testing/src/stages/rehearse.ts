import { readFileSync } from 'node:fs'
import {
  type ExperimentRecord,
  type LazyHandle,
  type Loaded,
  makeEngine,
  memoryStore,
  portableFingerprinter,
  readReports,
  type Report,
  type RunEvent,
  type RunResult,
  type Store,
  type Trace,
  UnknownArtifactError,
} from '@stagewright/core'
import { type Reads, readsOf } from './reads.ts'
import { isGiven } from './given.ts'
import { witness } from './witness.ts'

/** What stands outside a rehearsed stage. */
export interface RehearseOptions {
  /** Files to be read in the place of others: `context.file(path)` gives `files[path]`, or else the path itself. */
  readonly files?: Readonly<Record<string, string>> | undefined
  /** All environment variables that there are. Default: none. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** Where outputs are saved. Default: in memory. Stages whose cachers write files need a store that has them. */
  readonly store?: Store | undefined
  /** Aborts the rehearsal, as it aborts a run. */
  readonly signal?: AbortSignal | undefined
}

/** What came of a rehearsal: the record's artifacts, and all that its stages said and read. */
export interface Rehearsal<State> {
  /** The record's artifacts by name, those that were given among them; values, also where stages get handles. */
  readonly outputs: { readonly [Name in keyof State]: Loaded<State[Name]> }
  /** What was logged, one list of arguments for each call. */
  readonly logs: readonly (readonly unknown[])[]
  readonly progress: readonly { readonly done: number; readonly total: number }[]
  readonly reports: readonly Report[]
  /** What the functions read beside their inputs: what their keys depend on. */
  readonly reads: Reads
}

/**
 * Runs the stages of a record, whatever was kept: for tests of one stage, applied to a record that holds what it
 * needs (`given`). Inputs, outputs, parameters and cachers are checked as in a run.
 *
 * Rejects as `run` does, such as with StageExecutionError, whose `cause` is what the function threw.
 */
export const rehearse = async <State extends object, Params extends object>(
  target: ExperimentRecord<State, Params>,
  { files = {}, env = {}, store = memoryStore(), signal }: RehearseOptions = {},
): Promise<Rehearsal<State>> => {
  const events: RunEvent[] = []
  const traces: Trace[] = []
  const portable = portableFingerprinter()
  const engine = makeEngine({
    fingerprinter: {
      ...portable,
      file: () => undefined,
      locate: (path) => files[path] ?? path,
      bytes: (path) => readFileSync(files[path] ?? path),
      env: (name) => {
        const value = env[name]
        return value === undefined ? undefined : { value, digest: portable.digest(value) }
      },
    },
  })
  const result = await engine.run(target, {
    store: witness(store, (trace) => traces.push(trace)),
    overwrite: true,
    signal,
    onEvent: (event) => events.push(event),
  })
  return {
    // Each artifact that the record has, loaded, under its name: that is its state.
    outputs: (await artifactsOf(target, result)) as Rehearsal<State>['outputs'],
    logs: events.flatMap((event) => (event.type === 'step-log' ? [event.parts] : [])),
    progress: events.flatMap((event) =>
      event.type === 'step-progress' ? [{ done: event.done, total: event.total }] : [],
    ),
    reports: await reportsOf(traces, store),
    reads: readsOf(traces.filter((trace) => !isGiven(asStep(trace)))),
  }
}

/** What an attempt reported that was made again is not among them. */
const reportsOf = async (traces: readonly Trace[], store: Store): Promise<readonly Report[]> => {
  const session = await store.open({ readOnly: true })
  try {
    return (await Promise.all(traces.map((trace) => readReports(session, trace)))).flat()
  } finally {
    await session.close()
  }
}

const asStep = ({ stage, outputs }: Trace) => ({ stage, outputs: outputs.map(({ name }) => name) })

/** Steps of other records, such as those that an aggregate looks at, make artifacts that this record does not have. */
const artifactsOf = async (target: ExperimentRecord, { steps, value }: RunResult): Promise<object> => {
  const names = new Set(steps.flatMap(({ outputs }) => outputs))
  const entries: [string, unknown][] = []
  for (const name of names) {
    try {
      const artifact: unknown = await value(target, name)
      entries.push([name, isHandle(artifact) ? await artifact.load() : artifact])
    } catch (error) {
      if (!(error instanceof UnknownArtifactError)) throw error
    }
  }
  return Object.fromEntries(entries)
}

/** A test may give a handle where a stage takes one. */
const isHandle = (value: unknown): value is LazyHandle<unknown> =>
  typeof value === 'object' &&
  value !== null &&
  'load' in value &&
  typeof value.load === 'function' &&
  'path' in value
