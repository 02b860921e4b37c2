import { createHash } from 'node:crypto'
import {
  ArtifactLostError,
  type Digest,
  type Store,
  type StoreSession,
  type StoredArtifact,
} from '@stagewright/core'

/**
 * A store whose artifacts can be lost or damaged, and that counts what is written to it. They go by their checksums. As
 * in a store of files, and unlike in memory, no two artifacts have one location.
 */
export interface FrailStore extends Store {
  /** Another way to the same store, with the same losses. */
  readonly over: (other: Store) => Store
  /** The bytes are gone, and it shows. */
  readonly drop: (checksum: Digest) => void
  /** The bytes are damaged, which shows when they are read. */
  readonly damage: (checksum: Digest) => void
  readonly isThere: (checksum: Digest) => boolean
  readonly isDamaged: (checksum: Digest) => boolean
  /** All that was ever saved. */
  readonly checksums: () => readonly Digest[]
  /** Damaged artifacts that were read. */
  readonly found: () => number
  /** Drafts begun and claims taken so far, in sessions that may write. */
  readonly writes: () => number
}

export const frailStore = (store: Store): FrailStore => {
  const gone = new Set<string>()
  const damaged = new Set<string>()
  const saved = new Set<string>()
  let writes = 0
  let found = 0
  const locations = new Set<string>()
  const prove = ({ checksum, location }: StoredArtifact): void => {
    if (gone.has(checksum)) throw new ArtifactLostError(location, 'missing')
    if (!damaged.delete(checksum)) return
    gone.add(checksum)
    found++
    throw new ArtifactLostError(location, 'corrupt')
  }
  const wrap = ({ path, damaged: damagedBelow, ...session }: StoreSession): StoreSession => ({
    ...session,
    ...(path && { path: (artifact: StoredArtifact) => path(within(artifact)) }),
    ...(damagedBelow && {
      damaged: (artifacts: readonly StoredArtifact[]) => damagedBelow(artifacts.map(within)),
    }),
    holds: (artifacts) => {
      const left = (held: readonly boolean[]): readonly boolean[] =>
        artifacts.map(({ checksum }, at) => !gone.has(checksum) && held[at] === true)
      const answer = session.holds(artifacts.map(within))
      return answer instanceof Promise ? answer.then(left) : left(answer)
    },
    read: async (artifact) => {
      prove(artifact)
      return session.read(within(artifact))
    },
    stream: (artifact) => session.stream(within(artifact)),
    draft: (info) => {
      writes++
      const draft = session.draft(info)
      const written: string[] = []
      return {
        ...draft,
        write: async (output, content) => {
          const stored = await draft.write(output, content)
          written.push(stored.checksum)
          const location = locations.has(stored.location)
            ? `${stored.location}#${locations.size}`
            : stored.location
          locations.add(location)
          return { ...stored, location }
        },
        commit: async (trace) => {
          const committed = await draft.commit(trace)
          for (const checksum of written) {
            saved.add(checksum)
            gone.delete(checksum)
            damaged.delete(checksum)
          }
          return committed
        },
      }
    },
    claim: (id) => {
      writes++
      return session.claim(id)
    },
  })
  return {
    name: store.name,
    open: async (mode) => wrap(await store.open(mode)),
    over: (other) => ({ name: other.name, open: async (mode) => wrap(await other.open(mode)) }),
    drop: (checksum) => {
      gone.add(checksum)
      damaged.delete(checksum)
    },
    damage: (checksum) => {
      if (!gone.has(checksum)) damaged.add(checksum)
    },
    isThere: (checksum) => !gone.has(checksum),
    isDamaged: (checksum) => damaged.has(checksum),
    checksums: () => [...saved],
    found: () => found,
    writes: () => writes,
  }
}

/** The artifact as the store beneath knows it. */
const within = (artifact: StoredArtifact): StoredArtifact => ({
  ...artifact,
  location: artifact.location.replace(/#\d+$/u, ''),
})

/** The checksum of a text's UTF-8. */
export const checksumOf = (content: string): Digest => createHash('sha256').update(content).digest('hex')
