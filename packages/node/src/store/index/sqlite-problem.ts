import { accessSync, constants } from 'node:fs'
import { systemCode } from '../system-code.ts'

/** What an error of SQLite calls for: patience, rebuilding the index, or a word to the user. */
export type SqliteProblem = 'busy' | 'damaged' | 'full' | 'read-only' | 'other'

export const sqliteProblem = (thrown: unknown): SqliteProblem => {
  const code = systemCode(thrown) ?? ''
  if (/^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(code)) return 'busy'
  if (/^SQLITE_(FULL|IOERR_WRITE|IOERR_SHMSIZE)/.test(code)) return 'full'
  if (code.startsWith('SQLITE_READONLY')) return 'read-only'
  if (/^SQLITE_(CORRUPT|NOTADB|CONSTRAINT|MISMATCH|FORMAT|SCHEMA|TOOBIG|IOERR_SHORT_READ)/.test(code))
    return 'damaged'
  // Statements are fixed, so only a damaged schema makes one wrong.
  if (code === 'SQLITE_ERROR') return 'damaged'
  return 'other'
}

/** What an error calls for that a write to this file met: two bytes at its beginning can say that nobody may write it. */
export const problemOfWrite = (thrown: unknown, path: string): SqliteProblem => {
  const problem = sqliteProblem(thrown)
  return problem === 'read-only' && isWritable(path) ? 'damaged' : problem
}

const isWritable = (path: string): boolean => {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}
