import { StoreError } from '@stagewright/core'

export type SqlValue = string | number | Uint8Array | null

/** What a store needs of a library for SQLite. All queries give one column. */
export interface Database {
  readonly exec: (sql: string) => void
  /** A statement that gives no rows. */
  readonly command: (sql: string) => { readonly run: (values: readonly SqlValue[]) => number }
  readonly query: (sql: string) => {
    /** `undefined` where there is no row. */
    readonly first: (values: readonly SqlValue[]) => unknown
    readonly all: (values: readonly SqlValue[]) => readonly unknown[]
  }
  readonly close: () => void
}

export type OpenDatabase = (path: string) => Database

/**
 * The runtime's own SQLite (Node 22.13 and later), or the package `libsql`. Both write the same files.
 *
 * @throws StoreError where there is neither
 */
export const loadDriver = async (): Promise<OpenDatabase> => nodeSqlite() ?? (await libsql())

interface NodeStatement {
  readonly run: (...values: readonly SqlValue[]) => { readonly changes: number | bigint }
  readonly get: (...values: readonly SqlValue[]) => object | undefined
  readonly all: (...values: readonly SqlValue[]) => readonly object[]
}

interface NodeDatabase {
  readonly exec: (sql: string) => void
  readonly prepare: (sql: string) => NodeStatement
  readonly close: () => void
}

/** `undefined` where the runtime has none. */
export const nodeSqlite = (): OpenDatabase | undefined => {
  const DatabaseSync = nodeClass()
  if (DatabaseSync === undefined) return undefined
  return (path) => {
    const database = named(() => new DatabaseSync(path))
    return {
      exec: (sql) => named(() => database.exec(sql)),
      close: () => database.close(),
      command: (sql) => {
        const statement = named(() => database.prepare(sql))
        return { run: (values) => named(() => Number(statement.run(...values).changes)) }
      },
      query: (sql) => {
        const statement = named(() => database.prepare(sql))
        return {
          first: (values) => firstOf(named(() => statement.get(...values))),
          all: (values) => named(() => statement.all(...values)).map(firstOf),
        }
      },
    }
  }
}

const nodeClass = (): (new (path: string) => NodeDatabase) | undefined => {
  const get: unknown = Reflect.get(process, 'getBuiltinModule')
  if (typeof get !== 'function') return undefined
  const found: { readonly DatabaseSync?: new (path: string) => NodeDatabase } | undefined = withoutWarning(
    () => Reflect.apply(get, process, ['node:sqlite']),
  )
  return found?.DatabaseSync
}

/** Node 22 and 23 warn that the module is new. It is up to this library to follow it, and not to those who use a store. */
const withoutWarning = <Value>(load: () => Value): Value => {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return load()
  } finally {
    process.emitWarning = emitWarning
  }
}

const firstOf = (row: object | undefined): unknown => {
  const value: unknown = row === undefined ? undefined : Object.values(row)[0]
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value
}

/** The numbers of SQLite's errors, by the names that `libsql` gives them. */
const names: ReadonlyMap<number, string> = new Map([
  [1, 'ERROR'],
  [5, 'BUSY'],
  [6, 'LOCKED'],
  [7, 'NOMEM'],
  [8, 'READONLY'],
  [10, 'IOERR'],
  [11, 'CORRUPT'],
  [13, 'FULL'],
  [14, 'CANTOPEN'],
  [15, 'PROTOCOL'],
  [17, 'SCHEMA'],
  [18, 'TOOBIG'],
  [19, 'CONSTRAINT'],
  [20, 'MISMATCH'],
  [24, 'FORMAT'],
  [26, 'NOTADB'],
  [522, 'IOERR_SHORT_READ'],
  [778, 'IOERR_WRITE'],
  [4874, 'IOERR_SHMSIZE'],
])

/** Names the error of SQLite that an act met. */
const named = <Value>(act: () => Value): Value => {
  try {
    return act()
  } catch (thrown) {
    const { errcode } = thrown as { readonly errcode?: unknown }
    if (typeof errcode === 'number')
      Object.assign(thrown as object, {
        code: `SQLITE_${names.get(errcode) ?? names.get(errcode & 0xff) ?? errcode}`,
      })
    throw thrown
  }
}

interface LibsqlStatement {
  readonly run: (values: readonly SqlValue[]) => { readonly changes: number }
  readonly get: (values: readonly SqlValue[]) => unknown
  readonly all: (values: readonly SqlValue[]) => readonly unknown[]
  readonly raw: () => LibsqlStatement
}

interface LibsqlDatabase {
  readonly exec: (sql: string) => void
  readonly prepare: (sql: string) => LibsqlStatement
  readonly close: () => void
}

/** Loads the package, which is large, on first use. */
export const libsql = async (): Promise<OpenDatabase> => {
  const loaded: unknown = await import('libsql').catch((error: unknown) => {
    throw new StoreError(
      'in files',
      `needs SQLite, which this version of Node does not have (${process.version}): npm install libsql, or use Node 22.13 or later.`,
      error,
    )
  })
  // The package's types leave its values open.
  const { default: Libsql } = loaded as { readonly default: new (path: string) => LibsqlDatabase }
  return (path) => {
    const database = new Libsql(path)
    return {
      exec: (sql) => database.exec(sql),
      close: () => database.close(),
      command: (sql) => {
        const statement = database.prepare(sql)
        return { run: (values) => statement.run(values).changes }
      },
      query: (sql) => {
        const statement = database.prepare(sql).raw()
        return {
          first: (values) => cellOf(statement.get(values)),
          all: (values) => statement.all(values).map(cellOf),
        }
      },
    }
  }
}

const cellOf = (row: unknown): unknown => (Array.isArray(row) ? row[0] : undefined)
