import { sqliteProblem } from './sqlite-problem.ts'

/**
 * A connection to an SQLite file. Queries give blobs only: a text that is not UTF-8, as a flipped bit makes one, ends
 * the process inside libsql, so every statement casts what it selects.
 *
 * A prepared statement that finds the file busy is never reset by libsql, and holds the connection at what it saw then,
 * for ever. So transactions begin without a prepared statement, writes happen within them only, where nothing is busy,
 * and a connection that met it all the same says that it is spoiled.
 */
export interface Connection {
  readonly exec: (sql: string) => void
  readonly begin: () => void
  readonly commit: () => void
  readonly rollback: () => void
  /** @returns how many rows were changed */
  readonly run: (sql: string, values: readonly SqlValue[]) => number
  readonly blob: (sql: string, values: readonly SqlValue[]) => Buffer | undefined
  readonly blobs: (sql: string, values: readonly SqlValue[]) => readonly Buffer[]
  /** Changes when another connection has committed something. */
  readonly version: () => number
  /** Whether it may not see any more what others write, nor be able to write: open another one. */
  readonly isSpoiled: () => boolean
  readonly close: () => void
}

type SqlValue = string | number | Uint8Array | null

/** Loads libsql, which is large, on first use. */
export const loadSqlite = async (): Promise<(path: string) => Connection> => {
  const { default: Database } = await import('libsql')
  return (path) => connect(new Database(path))
}

interface Statement {
  readonly run: (values: readonly SqlValue[]) => { readonly changes: number }
  readonly get: (values: readonly SqlValue[]) => unknown
  readonly all: (values: readonly SqlValue[]) => readonly unknown[]
}

interface Database {
  readonly exec: (sql: string) => void
  readonly prepare: (sql: string) => unknown
  readonly close: () => void
}

const connect = (database: Database): Connection => {
  const statements = new Map<string, Statement>()
  let isSpoiled = false
  const prepare = (sql: string): Statement => {
    let statement = statements.get(sql)
    if (statement === undefined) {
      statement = database.prepare(sql) as Statement
      statements.set(sql, statement)
    }
    return statement
  }
  const query = (sql: string): Statement => {
    let statement = statements.get(sql)
    if (statement === undefined) {
      statement = (database.prepare(sql) as { raw(): Statement }).raw()
      statements.set(sql, statement)
    }
    return statement
  }
  const guarded = <Value>(act: () => Value): Value => {
    try {
      return act()
    } catch (thrown) {
      if (sqliteProblem(thrown) === 'busy') isSpoiled = true
      throw thrown
    }
  }
  return {
    exec: (sql) => database.exec(sql),
    begin: () => database.exec('begin immediate'),
    commit: () => void prepare('commit').run([]),
    rollback: () => void prepare('rollback').run([]),
    run: (sql, values) => guarded(() => prepare(sql).run(values).changes),
    blob: (sql, values) => guarded(() => firstBlob(query(sql).get(values))),
    blobs: (sql, values) =>
      guarded(() =>
        query(sql)
          .all(values)
          .map(firstBlob)
          .filter((blob) => blob !== undefined),
      ),
    version: () => guarded(() => Number((query('pragma data_version').get([]) as readonly unknown[])[0])),
    isSpoiled: () => isSpoiled,
    close: () => {
      statements.clear()
      database.close()
    },
  }
}

const firstBlob = (row: unknown): Buffer | undefined =>
  Array.isArray(row) && Buffer.isBuffer(row[0]) ? row[0] : undefined
