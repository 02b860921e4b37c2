import { readdirSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { StoreError } from '@stagewright/core'
import type { Layout } from './layout.ts'
import { bootId } from './claims/process-identity.ts'

/** File systems that other machines may have mounted as well, by the numbers that Linux gives them. */
const networkDrives: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x19830326, 'BeeGFS'],
  [0x01161970, 'GFS2'],
  [0x7461636f, 'OCFS2'],
  [0x5346414f, 'AFS'],
])

/** A session writes to the claims of its machine every ten seconds. */
const silentMs = 30_000
const warned = new Set<string>()

/** What a folder lies on, where other machines may use it at the same time. */
export const networkDriveOf = (type: number): string | undefined => networkDrives.get(type >>> 0)

/**
 * A store belongs to one machine at a time: its index needs memory that all its processes share. On a drive that others
 * may have mounted, a person is told so, and a store that another machine uses is refused.
 *
 * @throws StoreError where another machine uses the store
 */
export const mustBeOursAlone = (
  layout: Layout,
  typeOf = (path: string): number => statfsSync(path).type,
): void => {
  const drive = networkDriveOf(typeOf(layout.root))
  if (drive === undefined) return
  const other = readdirSync(layout.root).find((name) => isOfAnotherMachine(layout, name))
  if (other !== undefined) {
    throw new StoreError(
      layout.root,
      `lies on a network drive (${drive}), and another machine uses it now. Wait until that has ended, or name another folder.`,
    )
  }
  if (warned.has(layout.root)) return
  warned.add(layout.root)
  process.emitWarning(
    `The store ${layout.root} lies on a network drive (${drive}). Any number of processes of one machine may use it; never use it from two machines at a time.`,
    'StagewrightWarning',
  )
}

const isOfAnotherMachine = (layout: Layout, name: string): boolean => {
  const boot = /^claims-(\w+)\.sqlite(?:-wal)?$/.exec(name)?.[1]
  if (boot === undefined || boot === (bootId() || 'any')) return false
  const found = statSync(join(layout.root, name), { throwIfNoEntry: false })
  return found !== undefined && Date.now() - found.mtimeMs < silentMs
}
