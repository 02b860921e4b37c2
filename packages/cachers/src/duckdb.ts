import type { PathCacher, Ruled } from '@stagewright/core'
import type { DuckDBConnection } from '@duckdb/node-api'
import { loadLibrary } from './load-library.ts'
import type { OnlyRule } from './types/only-rule.ts'

/** A table or view, and the connection that knows it. */
export interface DuckTable {
  readonly connection: DuckDBConnection
  /** The table's or view's name, without quotes. */
  readonly table: string
}

export type DuckTableRule = OnlyRule<'duckTable()', DuckTable, 'it is not a DuckTable: { connection, table }'>

/** Keeps a table of DuckDB. */
export interface DuckTableCacher extends PathCacher<DuckTable>, Ruled<DuckTableRule> {}

/** The name of the loaded table is kept beside the rows. */
const nameKey = 'stagewright_table'

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

interface Column {
  readonly name: string
  readonly type: string
}

const columnsOf = async (connection: DuckDBConnection, from: string): Promise<readonly Column[]> => {
  const described = await connection.runAndReadAll(`describe from ${from}`)
  return described.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }))
}

/** What Parquet keeps as it is, alone, in lists and in structures. Of other types, the rows are compared. */
const safe =
  /^(?:BOOLEAN|U?(?:TINY|SMALL|BIG)INT|U?INTEGER|FLOAT|DOUBLE|VARCHAR|BLOB|UUID|DATE|TIME|TIMESTAMP(?:_NS| WITH TIME ZONE)?|DECIMAL\(\d+,\d+\))(?:\[\d*\])*$/u

/** @throws TypeError naming a column that would come back as something else */
const proveKept = async (
  connection: DuckDBConnection,
  from: string,
  file: string,
  columns: readonly Column[],
): Promise<void> => {
  const refuse = (name: string, type: string, what: string): never => {
    throw new TypeError(
      `The column ${identifier(name)} is ${type}, which Parquet ${what}. Cast it to a type that Parquet has, such as BIGINT, DECIMAL or VARCHAR.`,
    )
  }
  for (const [index, { name, type }] of (await columnsOf(connection, file)).entries()) {
    const { type: before = type } = columns[index] ?? {}
    if (before !== type) refuse(name, before, `keeps as ${type}`)
    if (safe.test(type)) continue
    const column = identifier(name)
    const lost = await connection.runAndReadAll(
      `select count(*) from (select ${column} from ${from} except all select ${column} from ${file})`,
    )
    if (Number(lost.getRows()[0]?.[0]) > 0) refuse(name, type, 'does not give back')
  }
}

const cacher: DuckTableCacher = Object.freeze({
  via: 'path',
  format: 'duckdb-parquet',
  extension: 'parquet',
  save: async ({ connection, table }: DuckTable, path: string) => {
    if (typeof connection?.run !== 'function' || typeof table !== 'string')
      throw new TypeError('duckTable() holds { connection, table }, and this is not that. Return both.')
    const options = `format parquet, compression zstd, kv_metadata { ${nameKey}: ${literal(table)} }`
    const from = identifier(table)
    const columns = await columnsOf(connection, from)
    await connection.run(`copy (from ${from}) to ${literal(path)} (${options})`)
    await proveKept(connection, from, `read_parquet(${literal(path)})`, columns)
  },
  // A view over the store's file, in a connection that knows nothing else.
  reloads: true,
  load: async (path: string): Promise<DuckTable> => {
    const { DuckDBInstance } = await loadLibrary(
      'duckTable()',
      ['@duckdb/node-api'],
      () => import('@duckdb/node-api'),
    )
    // An instance of its own: in a shared one, two tables of one name would meet.
    const connection = await (await DuckDBInstance.create()).connect()
    const names = await connection.runAndReadAll(
      `select decode(value) from parquet_kv_metadata(${literal(path)}) where decode(key) = ${literal(nameKey)}`,
    )
    const table = String(names.getRows()[0]?.[0])
    await connection.run(`create view ${identifier(table)} as from read_parquet(${literal(path)})`)
    return { connection, table }
  },
})

/**
 * Keeps a table or view of DuckDB as Parquet, compressed with Zstandard. It is loaded as a view of the same name over the
 * store's file, in a connection of its own, so that a query reads only what it needs. Needs the package @duckdb/node-api and a
 * store that has files.
 *
 * @throws TypeError from `save`, naming a column whose type Parquet does not have: HUGEINT, ENUM, BIT, ...
 */
export const duckTable = (): DuckTableCacher => cacher
