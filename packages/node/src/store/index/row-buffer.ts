import type { Connection } from './connection.ts'

type Value = string | number | Uint8Array | null

/** Rows of one statement. One statement for many rows costs a third of one for each. */
const rowsAtOnce = 32

const tables = {
  executions: { columns: ['id', 'key', 'stage', 'proof', 'body'], conflict: '' },
  bases: { columns: ['base', 'sets'], conflict: '' },
  blobs: { columns: ['id', 'bytes'], conflict: ' on conflict do update set bytes = excluded.bytes' },
  places: {
    columns: ['place', 'key', 'record'],
    conflict: ' on conflict (place) do update set key = excluded.key, record = excluded.record',
  },
} as const

type Table = keyof typeof tables

/** New rows of one transaction, written many at once. Whoever reads a table that has rows here flushes first. */
export interface RowBuffer {
  readonly add: (table: Table, row: readonly Value[]) => void
  readonly flush: () => void
}

export const createRowBuffer = (connection: Connection): RowBuffer => {
  const waiting: Record<Table, Value[]> = { executions: [], bases: [], blobs: [], places: [] }
  const write = (table: Table): void => {
    const values = waiting[table]
    const width = tables[table].columns.length
    if (values.length === width * rowsAtOnce) connection.run(statements[table].many, values)
    else
      for (let at = 0; at < values.length; at += width)
        connection.run(statements[table].one, values.slice(at, at + width))
    waiting[table] = []
  }
  return {
    add: (table, row) => {
      waiting[table].push(...row)
      if (waiting[table].length === row.length * rowsAtOnce) write(table)
    },
    flush: () => {
      write('executions')
      write('bases')
      write('blobs')
      write('places')
    },
  }
}

const insertSql = (table: Table, rows: number): string => {
  const { columns, conflict } = tables[table]
  const row = `(${columns.map(() => '?').join(', ')})`
  const all = Array.from({ length: rows }, () => row).join(', ')
  return `insert into ${table} (${columns.join(', ')}) values ${all}${conflict}`
}

const both = (table: Table): { readonly one: string; readonly many: string } => ({
  one: insertSql(table, 1),
  many: insertSql(table, rowsAtOnce),
})
const statements = {
  executions: both('executions'),
  bases: both('bases'),
  blobs: both('blobs'),
  places: both('places'),
}
