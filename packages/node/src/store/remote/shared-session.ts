import { createHash } from 'node:crypto'
import { join } from 'node:path'
import {
  ArtifactLostError,
  type Remote,
  type StoredArtifact,
  StoreError,
  type StoreSession,
  takeClaim,
  isRemoteError,
} from '@stagewright/core'
import { loadSqlite } from '../index/connection.ts'
import type { Layout } from '../layout.ts'
import type { FileSession } from '../session.ts'
import { createFetcher } from './fetch-artifacts.ts'
import { indexBeginning } from './names.ts'
import { pull, type Shared } from './pull.ts'
import { hasUnsent, push, type Pushed } from './push.ts'
import { openRemoteState } from './remote-state.ts'

/** So often what was committed meanwhile is shared, in milliseconds. */
const pushEveryMs = 15_000
/** A plan waits no longer than this for a remote that does not answer. */
const planPatienceMs = 5000
/** A remote that could not be reached is waited for no longer than this when a session ends. */
const probePatienceMs = 2000

/** A session that only reads uses what another one of this process asked for so lately, in milliseconds. */
const lateMs = 1000
/** A remote that could not be reached is not asked again so soon by those who only read, in milliseconds. */
const offlineMs = 30_000
const lastPulls = new Map<string, { readonly at: number; readonly isOffline: boolean }>()

/** Whether it is there does not matter: an answer comes. */
const probe = `${indexBeginning}0`

/** A session whose store shares what it holds through a remote. */
export interface SharedSession extends StoreSession {
  readonly shared: Shared
  /** Takes over everything that others have shared, and shares all that they lack. */
  readonly sync: () => Promise<Pushed & { readonly taken: number }>
  /** Closes it without sharing anything. */
  readonly leave: () => Promise<void>
}

export interface SharedSessionOptions {
  readonly remote: Remote
  readonly layout: Layout
  /** Writes what is fetched, and shares what it holds. */
  readonly writing: FileSession
  /** What is asked: the same one, or one that only reads. */
  readonly asked: StoreSession
  /** Whether the remote is asked for what is new at once. */
  readonly pulls: boolean
}

/** @throws StoreError where the remote refuses to be asked; one that cannot be reached is worked without, and a warning tells so */
export const beginShared = async ({
  remote,
  layout,
  writing,
  asked,
  pulls,
}: SharedSessionOptions): Promise<SharedSession> => {
  const tag = createHash('sha256').update(remote.name).digest('hex')
  const state = openRemoteState(join(layout.root, `remote-${tag.slice(0, 16)}.sqlite`), await loadSqlite())
  const warned = new Set<string>()
  const warn = (message: string): void => {
    if (!warned.has(message)) process.emitWarning(message)
    warned.add(message)
  }
  const shared: Shared = { remote, state, layout, session: writing, warn }
  const fetcher = createFetcher(remote, state, { layout, session: writing }, warn)
  const isReadOnly = writing !== asked
  const name = `${layout.root}\n${remote.name}`
  const lastPull = lastPulls.get(name)
  const isLate =
    isReadOnly &&
    lastPull !== undefined &&
    performance.now() - lastPull.at < (lastPull.isOffline ? offlineMs : lateMs)
  let isOffline = isLate && lastPull.isOffline
  let unsent = 0
  let pushing: Promise<void> | undefined

  const refused = (thrown: unknown): never => {
    if (!isRemoteError(thrown)) throw thrown
    throw new StoreError(
      layout.root,
      `cannot share results through ${remote.name}: ${thrown.message}`,
      thrown,
    )
  }
  const reached = async (act: () => Promise<unknown>, otherwise: string): Promise<void> => {
    try {
      await act()
      isOffline = false
    } catch (thrown) {
      if (!isRemoteError(thrown) || thrown.problem === 'refused') return refused(thrown)
      isOffline = true
      warn(`${remote.name} cannot be reached: ${thrown.message} ${otherwise}`)
    }
  }
  const pushNow = async (): Promise<Pushed> => {
    if (isOffline) await remote.look(probe, { patienceMs: probePatienceMs })
    const claim = await takeClaim(writing, tag)
    try {
      return await push(shared)
    } finally {
      await claim.release()
    }
  }
  const pushMeanwhile = (): void => {
    if (unsent === 0 || pushing !== undefined) return
    unsent = 0
    pushing = reached(pushNow, 'Results are shared later.')
      .catch((thrown: unknown) => warn(String(thrown)))
      .finally(() => {
        pushing = undefined
      })
  }
  const timer = isReadOnly ? undefined : setInterval(pushMeanwhile, pushEveryMs).unref()

  const holds = (artifacts: readonly StoredArtifact[]): readonly boolean[] => {
    // A store in a folder has its answers at hand.
    const here = asked.holds(artifacts) as readonly boolean[]
    const missing = isOffline ? [] : artifacts.filter((_, at) => here[at] !== true)
    if (missing.length === 0) return here
    const there = state.artifactsAmong(missing.map(({ checksum }) => checksum))
    return artifacts.map(({ checksum }, at) => here[at] === true || there.has(checksum))
  }
  /** Asks the store, and once more when what is gone or damaged there has been fetched. */
  const brought = async <Value>(artifact: StoredArtifact, ask: () => Promise<Value>): Promise<Value> => {
    try {
      return await ask()
    } catch (thrown) {
      if (!(thrown instanceof ArtifactLostError) || !(await fetcher.bring(artifact))) throw thrown
      return ask()
    }
  }
  const { path, damaged } = asked
  if (pulls && !isLate) {
    try {
      await reached(
        () => pull(shared, { patienceMs: planPatienceMs }),
        'What this machine knows is used; its own results are shared later.',
      )
      lastPulls.set(name, { at: performance.now(), isOffline })
    } catch (thrown) {
      clearInterval(timer)
      state.close()
      throw thrown
    }
  }
  const leave = async (): Promise<void> => {
    clearInterval(timer)
    await pushing
    try {
      await asked.close()
      if (isReadOnly) await writing.close()
    } finally {
      state.close()
    }
  }
  return {
    ...asked,
    shared,
    leave,
    sync: async () => {
      try {
        const taken = await pull(shared, { whole: true })
        return { taken, ...(await pushNow()) }
      } catch (thrown) {
        return refused(thrown)
      }
    },
    holds,
    ...(damaged && { damaged }),
    read: (artifact) => brought(artifact, () => asked.read(artifact)),
    ...(path && { path: (artifact: StoredArtifact) => brought(artifact, () => path(artifact)) }),
    stream: async function* (artifact) {
      // What is whole is proven before the first chunk, so that nothing is given twice.
      const begun = await brought(artifact, async () => {
        const chunks = asked.stream(artifact)[Symbol.asyncIterator]()
        return { chunks, first: await chunks.next() }
      })
      try {
        for (let next = begun.first; next.done !== true; next = await begun.chunks.next()) yield next.value
      } finally {
        await begun.chunks.return?.()
      }
    },
    draft: (info) => {
      const draft = asked.draft(info)
      return {
        ...draft,
        commit: async (trace) => {
          const committed = await draft.commit(trace)
          unsent++
          return committed
        },
      }
    },
    close: async () => {
      await pushing
      try {
        if (!isReadOnly && hasUnsent(shared))
          await reached(pushNow, 'What is not shared yet is shared by the next run, or by stagewright sync.')
      } finally {
        await leave()
      }
    },
  }
}
