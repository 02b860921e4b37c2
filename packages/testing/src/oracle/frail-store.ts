import { createHash } from 'node:crypto'
import { ArtifactLostError, type Store, type StoreSession, type StoredArtifact } from '@stagewright/core'

/** A store whose artifacts can be lost or damaged by their content, and that counts what is written to it. */
export interface FrailStore extends Store {
  /** The bytes are gone, and it shows. */
  readonly drop: (content: string) => void
  /** The bytes are damaged, which shows when they are read. */
  readonly damage: (content: string) => void
  readonly isThere: (content: string) => boolean
  readonly isDamaged: (content: string) => boolean
  /** Damaged artifacts that were read. */
  readonly found: () => number
  /** Drafts begun and claims taken so far, in sessions that may write. */
  readonly writes: () => number
}

export const frailStore = (store: Store): FrailStore => {
  const gone = new Set<string>()
  const damaged = new Set<string>()
  let writes = 0
  let found = 0
  const prove = ({ checksum, location }: StoredArtifact): void => {
    if (gone.has(checksum)) throw new ArtifactLostError(location, 'missing')
    if (!damaged.delete(checksum)) return
    gone.add(checksum)
    found++
    throw new ArtifactLostError(location, 'corrupt')
  }
  const wrap = (session: StoreSession): StoreSession => ({
    ...session,
    holds: (artifact) => !gone.has(artifact.checksum) && session.holds(artifact),
    read: async (artifact) => {
      prove(artifact)
      return session.read(artifact)
    },
    draft: (info) => {
      writes++
      const draft = session.draft(info)
      const written: string[] = []
      return {
        ...draft,
        write: async (output, content) => {
          const stored = await draft.write(output, content)
          written.push(stored.checksum)
          return stored
        },
        commit: async (trace) => {
          const committed = await draft.commit(trace)
          for (const checksum of written) {
            gone.delete(checksum)
            damaged.delete(checksum)
          }
          return committed
        },
      }
    },
    claim: (id, signal) => {
      writes++
      return session.claim(id, signal)
    },
  })
  return {
    name: store.name,
    open: async (mode) => wrap(await store.open(mode)),
    drop: (content) => {
      gone.add(checksumOf(content))
      damaged.delete(checksumOf(content))
    },
    damage: (content) => {
      if (!gone.has(checksumOf(content))) damaged.add(checksumOf(content))
    },
    isThere: (content) => !gone.has(checksumOf(content)),
    isDamaged: (content) => damaged.has(checksumOf(content)),
    found: () => found,
    writes: () => writes,
  }
}

const checksumOf = (content: string): string => createHash('sha256').update(content).digest('hex')
