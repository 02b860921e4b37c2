import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { attempt } from '../attempt.ts'
import type { Connection } from '../index/connection.ts'
import { connectIndex } from '../index/index-files.ts'
import { type Layout, makeFolder } from '../layout.ts'
import { newIndexSettings, schema } from '../index/schema.ts'
import { stagingFolder } from '../artifacts/staging.ts'

const pageSize = 4096
const schemaText = "select cast(group_concat(name || rootpage || ifnull(sql, '')) as blob) from sqlite_schema"

/**
 * Runs something with as much of a damaged index as can be opened. The first page of an index says what tables there
 * are, and without it nothing can be read: where it is damaged, a copy gets the first page of a new index, which is the
 * same, for all are made alike.
 */
export const withDamagedIndex = <Value>(
  layout: Layout,
  open: (path: string) => Connection,
  path: string,
  act: (old: Connection | undefined) => Value,
): Value => {
  const folder = stagingFolder(layout)
  makeFolder(layout, folder)
  let old: Connection | undefined
  try {
    const { text, firstPage } = newIndex(open, join(folder, 'new.sqlite'))
    old = attempt(() => mustHave(connectIndex(open, path, 'write', 'fast'), text))
    if (old === undefined && existsSync(path)) {
      const copy = join(folder, 'copy.sqlite')
      attempt(() => copyWithLog(open, path, copy))
      attempt(() => replaceFirstPage(copy, firstPage))
      old = attempt(() => mustHave(connectIndex(open, copy, 'read-unchanging', 'fast'), text))
    }
    return act(old)
  } finally {
    old?.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const newIndex = (
  open: (path: string) => Connection,
  path: string,
): { readonly text: string; readonly firstPage: Buffer } => {
  const connection = open(path)
  connection.exec(newIndexSettings + schema)
  const text = String(connection.blob(schemaText, []))
  connection.close()
  return { text, firstPage: readFileSync(path).subarray(0, pageSize) }
}

const mustHave = (connection: Connection, text: string): Connection => {
  if (String(connection.blob(schemaText, [])) === text) return connection
  connection.close()
  throw new Error('It has other tables.')
}

/** What stands in the log is brought into the file, as far as it can be. */
const copyWithLog = (open: (path: string) => Connection, path: string, copy: string): void => {
  copyFileSync(path, copy)
  if (!existsSync(`${path}-wal`)) return
  copyFileSync(`${path}-wal`, `${copy}-wal`)
  attempt(() => {
    const connection = open(copy)
    connection.exec('pragma wal_checkpoint(truncate)')
    connection.close()
  })
}

const replaceFirstPage = (path: string, firstPage: Buffer): void => {
  const pages = Math.floor(statSync(path).size / pageSize)
  if (pages === 0) return
  const page = Buffer.from(firstPage)
  page.writeUInt32BE(pages, 28)
  // No list of free pages: nothing will be written here.
  page.fill(0, 32, 40)
  truncateSync(path, pages * pageSize)
  const file = openSync(path, 'r+')
  writeSync(file, page, 0, pageSize, 0)
  closeSync(file)
}
