import type { RunEvent, RunResult } from '@stagewright/core'
import { collectRun, type RunFacts } from './collect-run.ts'
import { commitOf, environmentOf } from './environment.ts'
import { keepRun, runsFolder, startLive } from './kept-runs.ts'
import type { RunDocument, RunPatch } from './run-document.ts'

/** How often others are told of a run that goes on, in milliseconds. */
const tellMs = 500

/** Keeps a document of a run beside its store: give `note` to `onEvent`. */
export interface Recording {
  readonly note: (event: RunEvent) => void
  /**
   * The run is over.
   *
   * @param wasStopped whether a person ended it
   * @returns the document; its `problem` where it could not be saved, which is nothing that the run fails for
   */
  readonly end: (
    result: RunResult | undefined,
    wasStopped: boolean,
  ) => Promise<{ readonly document?: RunDocument; readonly problem?: string }>
}

/** What the runner does not know of a run, and where its document goes. */
export interface RecordedRun extends Omit<RunFacts, 'environment'> {
  /** The store's folder. Absent where nothing is saved, and only the document is wanted. */
  readonly folder: string | undefined
  /** The file whose commit counts; absolute. */
  readonly program: string
  /** Of this library. */
  readonly version: string
}

export const recordRun = ({ folder, program, version, ...facts }: RecordedRun): Recording => {
  const runs = folder === undefined ? undefined : runsFolder(folder)
  const collector = collectRun({ ...facts, environment: environmentOf(version) })
  // The run need not wait for it.
  const commit = commitOf(program)
  let tell: ((patch: RunPatch) => void) | undefined
  let problem: string | undefined
  const attempt = (action: (runs: string) => void): void => {
    if (problem !== undefined || runs === undefined) return
    try {
      action(runs)
    } catch (error) {
      problem = `This run's report could not be saved: ${(error as Error).message}`
    }
  }
  // A run that is over sooner than that tells nobody on the way.
  const timer = setInterval(() => {
    attempt((into) => {
      const document = tell === undefined ? collector.document() : undefined
      const changes = collector.changes()
      if (document !== undefined) tell = startLive(into, document)
      else if (changes !== undefined) tell?.(changes)
    })
  }, tellMs)
  timer.unref()
  return {
    note: collector.note,
    end: async (result, wasStopped) => {
      clearInterval(timer)
      if (wasStopped) collector.stop()
      const collected = collector.document(result)
      if (collected === undefined) return {}
      const document = atCommit(collected, await commit)
      attempt((into) => keepRun(into, document))
      return { document, ...(problem === undefined ? {} : { problem }) }
    },
  }
}

const atCommit = (document: RunDocument, commit: string | undefined): RunDocument =>
  commit === undefined
    ? document
    : {
        ...document,
        environment: { ...document.environment, commit },
        reproduce: [`git checkout ${commit.replace('+', '')}`, ...document.reproduce],
      }
