import { resolve } from 'node:path'
import type { Recording } from '@stagewright/report'
import type { Prepared } from '../load/prepare-targets.ts'
import type { Choices } from '../settings/choices.ts'
import type { RunChoices } from '../settings/run-choices.ts'
import { defaultStore } from '../settings/default-store.ts'
import { howToRepeat } from './how-to-repeat.ts'

/** The folder of a store that the command line names. */
export const storeFolder = (choices: Choices, cwd: string): string =>
  resolve(cwd, choices.store ?? defaultStore)

/** Keeps a document of the command's run beside its store. */
export const recordRun = async (
  { experiment, file, shown, store }: Prepared,
  choices: RunChoices,
  cwd: string,
  version: string,
): Promise<Recording> => {
  const report = await import('@stagewright/report')
  return report.recordRun({
    experiment: experiment.name,
    file: shown,
    store: store.name,
    folder: (choices.cache ?? 'use') === 'use' ? storeFolder(choices, cwd) : undefined,
    program: file,
    reproduce: [howToRepeat(shown, choices)],
    version,
  })
}
