import type { Connection } from './connection.ts'
import { schema } from './schema.ts'

/** As SQLite writes a statement down: its first words in upper case, and the rest as it was given. */
const written = schema
  .split(';')
  .map((statement) => statement.trim())
  .filter((statement) => statement !== '')
  .map((statement) => statement.replace(/^create (unique )?(table|index) /, (words) => words.toUpperCase()))
  .join('\n')

/**
 * A crafted index may have views and triggers in place of tables, which run for ever or write what nobody asked for.
 * Nothing is asked of an index that holds anything but the tables of this version; it counts as damaged.
 */
export const mustHaveSchema = (connection: Connection): void => {
  const sql = 'select cast(group_concat(sql, char(10)) as blob) from sqlite_schema where sql is not null'
  if (connection.blob(sql, [])?.toString() === written) return
  throw Object.assign(new Error('The index holds other tables than those of this version.'), {
    code: 'SQLITE_CORRUPT_SCHEMA',
  })
}
