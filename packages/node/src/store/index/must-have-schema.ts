import type { Connection } from './connection.ts'
import { schema, schemaBefore4, schemaSince4, schemaSince5 } from './schema.ts'

/** As SQLite writes statements down: their first words in upper case, and the rest as it was given. */
const asWritten = (statements: string): string =>
  statements
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
    .map((statement) => statement.replace(/^create (unique )?(table|index) /, (words) => words.toUpperCase()))
    .join('\n')

const today = asWritten(schema)
const before4 = asWritten(schemaBefore4)
const before5 = asWritten(schemaBefore4 + schemaSince4)

const schemaOf = (connection: Connection): string | undefined => {
  const sql = 'select cast(group_concat(sql, char(10)) as blob) from sqlite_schema where sql is not null'
  return connection.blob(sql, [])?.toString()
}

/**
 * A crafted index may have views and triggers in place of tables, which run for ever or write what nobody asked for.
 * Nothing is asked of an index that holds anything but the tables of this version, or those of an earlier one; it counts
 * as damaged.
 */
export const mustHaveSchema = (connection: Connection): void => {
  const found = schemaOf(connection)
  if (found === today || found === before5 || found === before4) return
  throw Object.assign(new Error('The index holds other tables than those of this version.'), {
    code: 'SQLITE_CORRUPT_SCHEMA',
  })
}

/** Whether the index has the tables that came with format 4. */
export const knowsPlaces = (connection: Connection): boolean => schemaOf(connection) !== before4

/** Whether the index has the table that came with format 5. */
export const knowsCode = (connection: Connection): boolean => schemaOf(connection) === today

/** Gives an index of an earlier format the tables of today; only inside a transaction. */
export const raiseSchema = (connection: Connection): void => {
  if (!knowsPlaces(connection)) connection.exec(schemaSince4)
  if (!knowsCode(connection)) connection.exec(schemaSince5)
}
