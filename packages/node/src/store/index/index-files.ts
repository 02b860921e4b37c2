import { existsSync, linkSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Connection } from './connection.ts'
import { systemCode } from '../system-code.ts'
import { type Layout, makeFolder } from '../layout.ts'
import { moveToQuarantine } from '../artifacts/quarantine.ts'
import { connectionSettings, fastWrites, newIndexSettings, schema, syncedWrites } from './schema.ts'
import { mustHaveSchema } from './must-have-schema.ts'
import { stagingFolder } from '../artifacts/staging.ts'

/** The index is `index-<n>.sqlite` with the largest n: one that was damaged is replaced by the next. */
export const indexPath = (layout: Layout, generation: number): string =>
  join(layout.root, `index-${generation}.sqlite`)

/** While it is there, that generation is being replaced, and what is committed to it may be missed. */
export const retiringPath = (layout: Layout, generation: number): string =>
  join(layout.root, `index-${generation}.retiring`)

/** 0 where there is no index. */
export const newestGeneration = (layout: Layout): number =>
  Math.max(
    0,
    ...readdirSync(layout.root).map((name) => Number(/^index-([1-9]\d{0,8})\.sqlite$/.exec(name)?.[1] ?? 0)),
  )

/** Puts aside what a process left that died while it replaced an index. */
export const sweepIndexes = (layout: Layout): void => {
  const newest = newestGeneration(layout)
  for (const name of readdirSync(layout.root)) {
    const [, generation, ending] =
      /^index-([1-9]\d{0,8})\.(sqlite|sqlite-wal|sqlite-shm|retiring)$/.exec(name) ?? []
    if (generation === undefined || Number(generation) >= newest) continue
    if (ending === 'retiring') rmSync(join(layout.root, name), { force: true })
    else moveToQuarantine(layout, join(layout.root, name), name)
  }
}

/** Tells one index file from another at the same path; `undefined` where there is none. */
export const fileIdentity = (path: string): string | undefined => {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true })
  return found === undefined ? undefined : `${found.dev}.${found.ino}`
}

export type Access = 'write' | 'read' | 'read-unchanging'

export const connectIndex = (
  open: (path: string) => Connection,
  path: string,
  access: Access,
  durability: 'fast' | 'fsync',
): Connection => {
  const mode = { write: 'mode=rw', read: 'mode=ro', 'read-unchanging': 'immutable=1' }[access]
  const connection = open(`${pathToFileURL(path).href}?${mode}`)
  try {
    connection.exec(connectionSettings)
    mustHaveSchema(connection)
    if (access === 'write') connection.exec(durability === 'fsync' ? syncedWrites : fastWrites)
    return connection
  } catch (thrown) {
    connection.close()
    throw thrown
  }
}

/** Makes an index that appears whole or not at all. Does nothing when another process was first. */
export const createIndex = (
  layout: Layout,
  open: (path: string) => Connection,
  generation: number,
  fill: (connection: Connection) => void = () => {},
): void => {
  const folder = stagingFolder(layout)
  makeFolder(layout, folder)
  try {
    const draft = join(folder, 'index.sqlite')
    const connection = open(draft)
    connection.exec(`${newIndexSettings} pragma journal_mode = off; pragma synchronous = off; begin`)
    connection.exec(schema)
    fill(connection)
    connection.exec('commit')
    connection.close()
    const again = open(draft)
    again.exec('pragma synchronous = full; pragma journal_mode = wal')
    again.close()
    publish(draft, indexPath(layout, generation))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const publish = (draft: string, path: string): void => {
  try {
    linkSync(draft, path)
  } catch (thrown) {
    const code = systemCode(thrown)
    if (code === 'EEXIST') return
    if (code === 'ENOENT' || existsSync(path)) throw thrown
    renameSync(draft, path)
  }
}
