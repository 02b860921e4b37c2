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

const cacher: DuckTableCacher = Object.freeze({
  via: 'path',
  format: 'duckdb-parquet',
  extension: 'parquet',
  save: async ({ connection, table }: DuckTable, path: string) => {
    if (typeof connection?.run !== 'function' || typeof table !== 'string')
      throw new TypeError('duckTable() holds { connection, table }, and this is not that. Return both.')
    const options = `format parquet, compression zstd, kv_metadata { ${nameKey}: ${literal(table)} }`
    await connection.run(`copy (from ${identifier(table)}) to ${literal(path)} (${options})`)
  },
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
 */
export const duckTable = (): DuckTableCacher => cacher
