import { ArtifactLostError, type Store, type StoredArtifact, type StoreSession } from 'stagewright'

/** A store from which artifacts can be pruned, as a person or another process would. */
export interface ForgetfulStore extends Store {
  /** Prunes the artifacts of the newest execution of each stage; traces stay. */
  readonly prune: (...stages: readonly string[]) => Promise<void>
  /** Prunes one artifact of the newest execution of a stage. */
  readonly pruneArtifact: (stage: string, artifact: string) => Promise<void>
  /** Prunes what is stored there. */
  readonly pruneAt: (location: string) => void
}

/** What is pruned is gone until it is saved again. */
export const forgetful = (below: Store): ForgetfulStore => {
  const pruned = new Set<string>()
  const isGone = ({ location }: StoredArtifact): boolean => pruned.has(location)
  const wrap = (session: StoreSession): StoreSession => ({
    ...session,
    holds: async (artifacts) => {
      const held = await session.holds(artifacts)
      return artifacts.map((artifact, at) => !isGone(artifact) && Boolean(held[at]))
    },
    read: async (artifact) => {
      if (isGone(artifact)) throw new ArtifactLostError(artifact.location, 'missing')
      return session.read(artifact)
    },
    draft: (info) => {
      const draft = session.draft(info)
      return {
        ...draft,
        commit: async (trace) => {
          const committed = await draft.commit(trace)
          for (const { stored } of committed.outputs) pruned.delete(stored?.location ?? '')
          return committed
        },
      }
    },
  })
  const forget = async (stages: readonly string[], isMeant: (artifact: string) => boolean): Promise<void> => {
    const session = await below.open({ readOnly: true })
    for (const traces of await session.latest(stages, 1))
      for (const trace of traces)
        for (const { name, stored } of trace.outputs) if (isMeant(name)) pruned.add(stored?.location ?? '')
    await session.close()
  }
  return {
    name: below.name,
    open: async (mode) => wrap(await below.open(mode)),
    prune: (...stages) => forget(stages, () => true),
    pruneAt: (location) => void pruned.add(location),
    pruneArtifact: (stage, artifact) => forget([stage], (name) => name === artifact),
  }
}
