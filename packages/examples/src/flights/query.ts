import type { DuckDBConnection } from '@duckdb/node-api'

/** The rows that a query gives, by column. Its columns must be texts and doubles. */
export const rowsOf = async <Row>(connection: DuckDBConnection, sql: string): Promise<readonly Row[]> => {
  const reader = await connection.runAndReadAll(sql)
  // The caller says what the query selects.
  return reader.getRowObjects() as unknown as readonly Row[]
}
