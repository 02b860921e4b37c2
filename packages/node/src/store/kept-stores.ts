import { statSync } from 'node:fs'
import { loadSqlite } from './index/connection.ts'
import { createStore, findStore, mustBeWritable } from './format-file.ts'
import { type Layout } from './layout.ts'
import { mustBeOursAlone } from './network-drive.ts'
import { lookOf } from './index/index-handle.ts'
import { openStore, type OpenStore } from './open-store.ts'
import { beginSession, type FileSession } from './session.ts'

/** A store that nobody uses is closed after this time, in milliseconds. */
const idleMs = 1000

/** A store that this process has open for writing. */
interface Kept {
  readonly store: OpenStore
  /** The folder and its format file as they were when the store was opened. */
  readonly identity: string
  /** When an entry was last made in the folder or taken from it, as far as that was looked into. */
  changedAt: string
  /** The index as the last session left it, where none is open now. */
  atRest: { readonly path: string; readonly look: string } | undefined
  sessions: number
  idle: NodeJS.Timeout | undefined
}

/**
 * Stores that are open in this process, by folder and durability. Opening one costs more than planning a few steps, so it
 * stays open while it is used, and a moment longer.
 */
const kept = new Map<string, Kept>()
const opening = new Map<string, Promise<Kept>>()

export interface KeptOptions {
  readonly layout: Layout
  readonly durability: 'fast' | 'fsync'
}

const nameOf = ({ layout, durability }: KeptOptions): string => `${durability} ${layout.root}`

/** A session of a store that is open, or of one that is opened for it, and made where there is none. */
export const beginWriting = async (options: KeptOptions): Promise<FileSession> => {
  const name = nameOf(options)
  const known = current(name, options.layout)
  if (known !== undefined) return beginKept(name, known)
  const before = opening.get(name)
  if (before !== undefined) {
    await before.catch(() => {})
    return beginWriting(options)
  }
  const opened = open(name, options)
  opening.set(name, opened)
  try {
    return begin(name, await opened, false)
  } finally {
    opening.delete(name)
  }
}

const beginKept = async (name: string, known: Kept): Promise<FileSession> => {
  known.sessions++
  try {
    known.store.handle.doubt()
    // An index has no state that a program of an earlier version made in its place.
    if (known.store.stateNow() === undefined) await known.store.change(undefined)(() => {})
    return begin(name, known, false)
  } finally {
    known.sessions--
  }
}

/** A session that only reads, of a store that is open for writing; `undefined` where none is. */
export const beginReading = (options: KeptOptions): FileSession | undefined => {
  const name = nameOf(options)
  const known = current(name, options.layout)
  return known && begin(name, known, true)
}

/** Closes what is open of a store, or lets its last session do so. */
export const closeKept = async (options: KeptOptions): Promise<void> => {
  const name = nameOf(options)
  await opening.get(name)?.catch(() => {})
  const known = kept.get(name)
  if (known === undefined) return
  kept.delete(name)
  if (known.sessions === 0) close(name, known)
}

/**
 * The open store, if its folder is still the one that was opened.
 *
 * @throws StoreError where it is no store any more, or cannot be written
 */
const current = (name: string, layout: Layout): Kept | undefined => {
  const known = kept.get(name)
  if (known === undefined) return undefined
  const now = lookAt(layout)
  const isTouched = known.sessions === 0 && known.atRest?.look !== lookOf(known.atRest?.path ?? '')
  if (now?.identity === known.identity && !isTouched) {
    mustBeWritable(layout)
    if (now.changedAt === known.changedAt || findStore(layout)) {
      known.changedAt = now.changedAt
      return known
    }
  }
  // Its sessions find out for themselves; whoever comes now gets what is there now.
  kept.delete(name)
  if (known.sessions === 0) close(name, known)
  return undefined
}

const lookAt = (layout: Layout): { readonly identity: string; readonly changedAt: string } | undefined => {
  const root = statSync(layout.root, { throwIfNoEntry: false, bigint: true })
  const format = statSync(layout.format, { throwIfNoEntry: false, bigint: true })
  if (root === undefined || format === undefined) return undefined
  return {
    identity: `${root.dev}.${root.ino}.${format.ino}.${format.mtimeNs}`,
    changedAt: String(root.mtimeNs),
  }
}

const open = async (name: string, { layout, durability }: KeptOptions): Promise<Kept> => {
  if (!findStore(layout)) createStore(layout)
  mustBeWritable(layout)
  mustBeOursAlone(layout)
  const store = await openStore({ layout, open: await loadSqlite(), readOnly: false, durability })
  const { identity = '', changedAt = '' } = lookAt(layout) ?? {}
  const opened: Kept = {
    store,
    identity,
    changedAt,
    atRest: store.handle.file(),
    sessions: 0,
    idle: undefined,
  }
  if (kept.size === 0) process.on('exit', closeAll)
  kept.set(name, opened)
  return opened
}

const begin = (name: string, known: Kept, readOnly: boolean): FileSession => {
  clearTimeout(known.idle)
  known.sessions++
  known.store.handle.doubt()
  const session = beginSession(known.store, readOnly)
  let hasEnded = false
  return {
    ...session,
    close: async () => {
      if (hasEnded) return
      hasEnded = true
      try {
        await session.close()
      } finally {
        known.sessions--
        if (known.sessions === 0) rest(name, known)
      }
    },
  }
}

const rest = (name: string, known: Kept): void => {
  if (kept.get(name) !== known) return close(name, known)
  // Copied or restored, the folder holds all that was committed.
  known.store.handle.checkpoint()
  known.atRest = known.store.handle.file()
  known.idle = setTimeout(() => close(name, known), idleMs).unref()
}

const close = (name: string, known: Kept): void => {
  clearTimeout(known.idle)
  if (kept.get(name) === known) kept.delete(name)
  if (kept.size === 0) process.off('exit', closeAll)
  known.store.close()
}

/** What is left in the index's log when a process ends is put into the index. */
const closeAll = (): void => {
  for (const [name, known] of kept) close(name, known)
}
