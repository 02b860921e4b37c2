import {
  type FileStore,
  fileStore,
  InvalidArgumentError,
  type RunOptions,
  type RunResult,
  type Store,
} from '@stagewright/node'

export interface DocumentOptions {
  /**
   * Leaves a document of the run in its store, as the command does: `stagewright report`, `ui`, `why` and `history` show it.
   * Needs a `fileStore`. A dry run leaves none, nor does one whose `cache` is not `use`. Default: false.
   */
  readonly documents?: boolean | undefined
}

/**
 * Carries out a run, and keeps its document where that is asked for.
 *
 * @param resultOf the run's result; `undefined` where it failed
 * @throws InvalidArgumentError where the store is not in a folder
 */
export const documented = async <Outcome>(
  { documents = false, ...options }: RunOptions & DocumentOptions,
  carryOut: (options: RunOptions) => Promise<Outcome>,
  resultOf: (outcome: Outcome) => RunResult | undefined,
): Promise<Outcome> => {
  const isKept = options.dryRun !== true && (options.cache ?? 'use') === 'use'
  if (!isWanted(documents) || !isKept) return carryOut(options)
  const { store = fileStore('.stagewright'), experiment, onEvent, signal, drain } = options
  const { recordProgram } = await import('@stagewright/report')
  const recording = recordProgram({ store: store.name, folder: folderOf(store), experiment })
  const end = async (result: RunResult | undefined): Promise<void> => {
    const wasStopped = signal?.aborted === true || drain?.aborted === true
    const { problem } = await recording.end(result, wasStopped)
    if (problem !== undefined) process.emitWarning(problem)
  }
  const noteBoth: RunOptions['onEvent'] = (event) => {
    recording.note(event)
    onEvent?.(event)
  }
  try {
    const outcome = await carryOut({ ...options, store, onEvent: noteBoth })
    await end(resultOf(outcome))
    return outcome
  } catch (error) {
    await end(undefined)
    throw error
  }
}

const isWanted = (documents: unknown): boolean => {
  if (typeof documents === 'boolean') return documents
  throw new InvalidArgumentError(`Option 'documents' is true or false, and not ${String(documents)}.`)
}

const folderOf = (store: Store): string => {
  // Whatever a caller without types gives, a folder is a text.
  const { folder } = store as Partial<FileStore>
  if (typeof folder === 'string') return folder
  throw new InvalidArgumentError(
    `Documents of runs are stored in the store's folder, and the store '${store.name}' has none. Leave 'documents' out, or use a fileStore.`,
  )
}
