/**
 * A connection to an SQLite file. Queries give blobs only: a text that is not UTF-8, as a flipped bit makes one, ends
 * the process inside libsql, so every statement casts what it selects.
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
  return {
    exec: (sql) => database.exec(sql),
    begin: () => void prepare('begin immediate').run([]),
    commit: () => void prepare('commit').run([]),
    rollback: () => void prepare('rollback').run([]),
    run: (sql, values) => prepare(sql).run(values).changes,
    blob: (sql, values) => firstBlob(query(sql).get(values)),
    blobs: (sql, values) =>
      query(sql)
        .all(values)
        .map(firstBlob)
        .filter((blob) => blob !== undefined),
    version: () => Number((query('pragma data_version').get([]) as readonly unknown[])[0]),
    close: () => {
      statements.clear()
      database.close()
    },
  }
}

const firstBlob = (row: unknown): Buffer | undefined =>
  Array.isArray(row) && Buffer.isBuffer(row[0]) ? row[0] : undefined
