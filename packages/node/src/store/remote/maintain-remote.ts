import { resolve } from 'node:path'
import { type Remote, StoreError, isRemoteError } from '@stagewright/core'
import { inStore } from '../file-system-problem.ts'
import { beginWriting } from '../kept-stores.ts'
import { layoutOf } from '../layout.ts'
import type { StoreReport } from '../recovery/verify-store.ts'
import { collectRemote } from './collect-remote.ts'
import type { RemoteGarbageOptions, RemoteGarbageReport } from './remote-garbage.ts'
import { beginShared, type SharedSession } from './shared-session.ts'
import { verifyRemoteObjects } from './verify-remote.ts'

export interface SyncReport {
  /** Executions of others that this store knows now. */
  readonly received: number
  /** Executions of this store that others can find now. */
  readonly sent: number
  /** Executions that were not sent, for neither this store nor the remote has all of their artifacts whole. */
  readonly lacking: number
}

/**
 * Takes over all that others have shared, and shares all that they lack.
 *
 * @throws StoreError where the remote cannot be reached, or refuses
 */
export const syncStore = (directory: string, remote: Remote): Promise<SyncReport> =>
  withShared(directory, remote, async ({ sync }) => {
    const { taken, executions, lacking } = await sync()
    return { received: taken, sent: executions, lacking }
  })

/**
 * Writes a remote's many small segments as few packs, and removes what nobody needs, a week after that is so. Others may
 * use the remote meanwhile.
 *
 * @param directory a store, in which what is damaged is put aside
 * @throws StoreError where the remote cannot be reached, or refuses
 */
export const collectRemoteGarbage = (
  directory: string,
  remote: Remote,
  options: RemoteGarbageOptions = {},
): Promise<RemoteGarbageReport> =>
  withShared(directory, remote, ({ shared }) => collectRemote(shared, options))

/**
 * Proves every object of a remote. Damaged ones are removed, so that they are made or sent again.
 *
 * @param directory a store, in which what is damaged is put aside
 * @throws StoreError where the remote cannot be reached, or refuses
 */
export const verifyRemote = (
  directory: string,
  remote: Remote,
  { readOnly = false }: { readonly readOnly?: boolean } = {},
): Promise<StoreReport> =>
  withShared(directory, remote, ({ shared }) => verifyRemoteObjects(shared, readOnly))

const withShared = <Value>(
  directory: string,
  remote: Remote,
  act: (session: SharedSession) => Promise<Value>,
): Promise<Value> => {
  const layout = layoutOf(resolve(directory))
  return inStore(layout.root, async () => {
    const writing = await beginWriting({ layout, durability: 'fast' })
    const session = await beginShared({ remote, layout, writing, asked: writing, pulls: false })
    try {
      return await act(session)
    } catch (thrown) {
      if (!isRemoteError(thrown)) throw thrown
      throw new StoreError(
        layout.root,
        `cannot share results through ${remote.name}: ${thrown.message}`,
        thrown,
      )
    } finally {
      await session.leave()
    }
  })
}
