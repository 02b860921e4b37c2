import type { HoldingRule, Ruled, StreamCacher } from '@stagewright/core'
import { type CsvCell, writeCell, writeText } from './csv-cell.ts'
import { cellPath, columnsOf, proveRows, type Row, rowsComeBackOther } from './plain-row.ts'
import { readRecords } from './read-csv.ts'
import type { RowsRefusal } from './types/row-refusal.ts'

/** What `csv()` can hold: flat rows of texts, numbers, truth values, bigints, Dates and nulls. */
export interface CsvRule extends HoldingRule {
  readonly cacher: 'csv()'
  readonly refusal: RowsRefusal<this['value'], CsvCell>
}

/** Keeps rows as CSV. */
export interface CsvCacher extends StreamCacher<unknown>, Ruled<CsvRule> {}

/** Rows that become one chunk. */
const batch = 1000

const cacher: CsvCacher = Object.freeze({
  via: 'stream',
  format: 'csv',
  extension: 'csv',
  save: (value: unknown) => write(proveRows(value, 'csv()')),
  reloads: rowsComeBackOther,
  load: async (chunks: AsyncIterable<Uint8Array>): Promise<unknown> => read(chunks),
})

async function* write(rows: readonly Row[]): AsyncGenerator<Uint8Array> {
  const columns = columnsOf(rows)
  if (rows.length === 0) return
  yield Buffer.from(`${columns.map((name) => writeText(name, `column ${JSON.stringify(name)}`)).join(',')}\n`)
  for (let from = 0; from < rows.length; from += batch) {
    let text = ''
    for (const [at, row] of rows.slice(from, from + batch).entries())
      text += `${columns.map((column) => writeCell(row[column], () => cellPath(from + at, column))).join(',')}\n`
    yield Buffer.from(text)
  }
}

const read = async (chunks: AsyncIterable<Uint8Array>): Promise<readonly Row[]> => {
  const rows: Row[] = []
  let columns: readonly string[] | undefined
  for await (const records of readRecords(chunks))
    for (const record of records)
      if (columns === undefined) columns = record.map(String)
      else rows.push(Object.fromEntries(columns.map((column, index) => [column, record[index]])))
  return rows
}

/**
 * Keeps rows as CSV that gives them back exactly: texts are always quoted, and numbers, truth values, bigints (`5n`), Dates
 * (in ISO form) and nulls (empty) never are. Other programs read it as the CSV it is. All rows have the same columns, whose
 * order is that of the first row; of no rows, an empty file is kept.
 *
 * @throws TypeError from `save`, naming the path of a cell that it cannot hold
 */
export const csv = (): CsvCacher => cacher
