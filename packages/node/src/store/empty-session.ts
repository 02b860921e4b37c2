import { ArtifactLostError, StoreError, type StoreSession } from '@stagewright/core'

/** What a read-only session is where no store is yet. */
export const emptySession: StoreSession = {
  readSets: (bases) => bases.map(() => []),
  traces: (keys) => keys.map(() => undefined),
  readings: (paths) => paths.map(() => undefined),
  latest: (stages) => stages.map(() => []),
  stood: (places) => places.map(() => undefined),
  stand: () => Promise.resolve(),
  noteRun: () => Promise.resolve(),
  runs: () => [],
  executions: () => [],
  holds: (artifacts) => artifacts.map(() => false),
  read: (artifact) => Promise.reject(new ArtifactLostError(artifact.location, 'missing')),
  // oxlint-disable-next-line require-yield -- there is nothing to give
  async *stream(artifact) {
    throw new ArtifactLostError(artifact.location, 'missing')
  },
  path: (artifact) => Promise.reject(new ArtifactLostError(artifact.location, 'missing')),
  draft: () => readOnlyDraft('that is not there yet'),
  claim: () => ({ isTaken: true, othersSaved: false, release: () => Promise.resolve() }),
  close: () => Promise.resolve(),
}

export const readOnlyDraft = (store: string): ReturnType<StoreSession['draft']> => {
  const refuse = (): Promise<never> =>
    Promise.reject(new StoreError(store, 'was opened for reading only, and was asked to keep something.'))
  return { write: refuse, commit: refuse, discard: () => Promise.resolve() }
}
