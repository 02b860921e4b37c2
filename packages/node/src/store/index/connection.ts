import { type Database, loadDriver, type SqlValue } from './sqlite-drivers.ts'
import { sqliteProblem } from './sqlite-problem.ts'

/**
 * A connection to an SQLite file, by whichever library there is. Queries give blobs only: a text that is not UTF-8, as a
 * flipped bit makes one, ends the process inside libsql, so every statement casts what it selects.
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

/** Loads a library for SQLite on first use. */
export const loadSqlite = async (): Promise<(path: string) => Connection> => {
  const open = await loadDriver()
  return (path) => connect(open(path))
}

export const connect = (database: Database): Connection => {
  const commands = new Map<string, ReturnType<Database['command']>>()
  const queries = new Map<string, ReturnType<Database['query']>>()
  let isSpoiled = false
  const command = (sql: string): ReturnType<Database['command']> => {
    let statement = commands.get(sql)
    if (statement === undefined) commands.set(sql, (statement = database.command(sql)))
    return statement
  }
  const query = (sql: string): ReturnType<Database['query']> => {
    let statement = queries.get(sql)
    if (statement === undefined) queries.set(sql, (statement = database.query(sql)))
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
    commit: () => void command('commit').run([]),
    rollback: () => void command('rollback').run([]),
    run: (sql, values) => guarded(() => command(sql).run(values)),
    blob: (sql, values) => guarded(() => asBlob(query(sql).first(values))),
    blobs: (sql, values) =>
      guarded(() =>
        query(sql)
          .all(values)
          .map(asBlob)
          .filter((blob) => blob !== undefined),
      ),
    version: () => guarded(() => Number(query('pragma data_version').first([]))),
    isSpoiled: () => isSpoiled,
    close: () => {
      commands.clear()
      queries.clear()
      database.close()
    },
  }
}

const asBlob = (cell: unknown): Buffer | undefined => (Buffer.isBuffer(cell) ? cell : undefined)
