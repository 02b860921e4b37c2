import { resolve } from 'node:path'
import type { RunEvent, RunResult } from '@stagewright/core'
import type { RunCollector, RunDocument, RunPatch } from '@stagewright/report'
import type { Prepared } from '../load/prepare-targets.ts'
import type { Choices } from '../settings/choices.ts'
import type { RunChoices } from '../settings/run-choices.ts'
import { defaultStore } from '../settings/default-store.ts'
import { commitOf, environmentOf } from './environment.ts'
import { howToRepeat } from './how-to-repeat.ts'

/** How often others are told of a run that goes on, in milliseconds. */
const tellMs = 500

/** Keeps a document of a run beside its store. */
export interface Recording {
  readonly note: (event: RunEvent) => void
  /**
   * The run is over.
   *
   * @returns the document; its `problem` where it could not be kept, which is nothing that the run fails for
   */
  readonly end: (
    result: RunResult | undefined,
    wasInterrupted: boolean,
  ) => Promise<{ readonly document?: RunDocument; readonly problem?: string }>
}

/** The folder of a store that the command line names. */
export const storeFolder = (choices: Choices, cwd: string): string =>
  resolve(cwd, choices.store ?? defaultStore)

export const recordRun = async (
  prepared: Prepared,
  choices: RunChoices,
  cwd: string,
  version: string,
): Promise<Recording> => {
  const isKept = (choices.cache ?? 'use') === 'use'
  const report = await import('@stagewright/report')
  const folder = report.runsFolder(storeFolder(choices, cwd))
  const collector: RunCollector = report.collectRun({
    experiment: prepared.experiment.name,
    file: prepared.shown,
    store: prepared.store.name,
    environment: environmentOf(version),
    reproduce: [howToRepeat(prepared.shown, choices)],
  })
  // The run need not wait for it.
  const commit = commitOf(prepared.file)
  let tell: ((patch: RunPatch) => void) | undefined
  let problem: string | undefined
  const attempt = (action: () => void): void => {
    if (problem !== undefined || !isKept) return
    try {
      action()
    } catch (error) {
      problem = `This run's report could not be saved: ${(error as Error).message}`
    }
  }
  // A run that is over sooner than that tells nobody on the way.
  const timer = setInterval(() => {
    attempt(() => {
      const document = tell === undefined ? collector.document() : undefined
      const changes = collector.changes()
      if (document !== undefined) tell = report.startLive(folder, document)
      else if (changes !== undefined) tell?.(changes)
    })
  }, tellMs)
  timer.unref()
  return {
    note: collector.note,
    end: async (result, wasInterrupted) => {
      clearInterval(timer)
      if (wasInterrupted) collector.stop()
      const collected = collector.document(result)
      if (collected === undefined) return {}
      const document = atCommit(collected, await commit)
      attempt(() => report.keepRun(folder, document))
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
