import type { ComponentChildren, JSX } from 'preact'
import { useMemo, useRef, useState } from 'preact/hooks'
import { usePrinting } from '../page/printing.ts'
import { formatNumber, plural } from '../text/format.ts'
import { type Column, textOf } from './column.ts'
import { type Order, sortRows } from './sort-rows.ts'
import { saveText, toCsv } from './to-csv.ts'
import { useWindow } from './use-window.ts'

export interface TableProps<Row> {
  /** What the table holds, for those who do not see it, and the name of the file it is saved as. */
  readonly name: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly order?: Order
  readonly classOf?: (row: Row) => string
  /** What stands beside the filter. */
  readonly tools?: ComponentChildren
  /** The rows are filtered elsewhere. */
  readonly hasNoFilter?: boolean
  readonly class?: string
}

/** From so many rows on a table has a filter. */
const fewRows = 12
/** Rows of one table that are printed. */
const mostPrinted = 5000

/** A table that sorts, filters, and can be saved; of a long one only what is in sight is drawn. */
export const DataTable = <Row,>(props: TableProps<Row>): JSX.Element => {
  const { name, columns, rows, classOf, tools, hasNoFilter = false } = props
  const isPrinting = usePrinting()
  const [order, setOrder] = useState(props.order)
  const [query, setQuery] = useState('')
  const found = useMemo(() => filterRows(rows, columns, query), [rows, columns, query])
  const sorted = useMemo(() => {
    const column = order && columns[order.column]
    return order === undefined || column === undefined
      ? found
      : sortRows(found, column.value, order.direction)
  }, [found, columns, order])
  const shown = isPrinting ? sorted.slice(0, mostPrinted) : sorted
  const frame = useRef<HTMLDivElement>(null)
  const { first, end, rowHeight } = useWindow(frame, shown.length, isPrinting)
  const widths = useMemo(() => columns.map((column) => widthOf(column, rows)), [columns, rows])
  const sortBy = (at: number): void =>
    setOrder((before) => {
      const usual = columns[at]?.isNumber === true ? 'descending' : 'ascending'
      if (before?.column !== at) return { column: at, direction: usual }
      if (before.direction !== usual) return props.order
      return { column: at, direction: usual === 'ascending' ? 'descending' : 'ascending' }
    })
  const hasFilter = !hasNoFilter && rows.length > fewRows
  const isLarge = rows.length > fewRows
  return (
    <div class={`data-table ${props.class ?? ''}`}>
      {(hasFilter || isLarge || tools !== undefined) && (
        <div class="tools">
          {hasFilter && (
            <label>
              <span class="hidden">Filter {name}</span>
              <input
                type="search"
                placeholder="Filter"
                value={query}
                onInput={({ currentTarget }) => setQuery(currentTarget.value)}
              />
            </label>
          )}
          {tools}
          {isLarge && (
            <>
              <output class="quiet">
                {found.length === rows.length
                  ? plural(rows.length, 'row')
                  : `${found.length.toLocaleString('en-GB')} of ${plural(rows.length, 'row')}`}
              </output>
              <button
                type="button"
                class="chip"
                onClick={() => saveText(`${fileName(name)}.csv`, toCsv(columns, sorted), 'text/csv')}
              >
                Save as CSV
              </button>
            </>
          )}
        </div>
      )}
      <div class="scroll" tabIndex={0} role="group" aria-label={name} ref={frame}>
        <table
          aria-rowcount={shown.length + 1}
          style={{ minWidth: `${widths.reduce((sum, width) => sum + width, 0)}ch` }}
        >
          <colgroup>
            {widths.map((width) => (
              <col style={{ width: `${width}ch` }} />
            ))}
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              {columns.map((column, at) => (
                <th
                  scope="col"
                  class={column.isNumber === true ? 'number' : ''}
                  aria-sort={order?.column === at ? order.direction : 'none'}
                >
                  <button type="button" class="sort" onClick={() => sortBy(at)}>
                    {column.name}
                    <span aria-hidden="true" class="arrow">
                      {order?.column === at ? (order.direction === 'ascending' ? '▲' : '▼') : ''}
                    </span>
                  </button>
                  {column.tools}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Space height={first * rowHeight} columns={columns.length} />
            {shown.slice(first, end).map((row, at) => (
              <tr key={first + at} data-row aria-rowindex={first + at + 2} class={classOf?.(row) ?? ''}>
                {columns.map((column) => (
                  <Cell column={column} row={row} />
                ))}
              </tr>
            ))}
            <Space height={(shown.length - end) * rowHeight} columns={columns.length} />
          </tbody>
        </table>
      </div>
      {isPrinting && sorted.length > shown.length && (
        <p>
          {plural(sorted.length - shown.length, 'more row')}{' '}
          {sorted.length - shown.length === 1 ? 'is' : 'are'} not printed.
        </p>
      )}
    </div>
  )
}

const Cell = <Row,>({ column, row }: { readonly column: Column<Row>; readonly row: Row }): JSX.Element => {
  const text = textOf(column.value(row), formatNumber)
  const content = column.view?.(row) ?? text
  const kind = column.isNumber === true ? 'number' : ''
  const title = text.length > 24 ? text : undefined
  return column.isHeader === true ? (
    <th scope="row" class={kind} title={title}>
      {content}
    </th>
  ) : (
    <td class={kind} title={title}>
      {content}
    </td>
  )
}

/** Stands for the rows that are not drawn. */
const Space = ({
  height,
  columns,
}: {
  readonly height: number
  readonly columns: number
}): JSX.Element | null =>
  height <= 0 ? null : (
    <tr aria-hidden="true" class="space">
      <td colSpan={columns} style={{ height: `${height}px` }} />
    </tr>
  )

const filterRows = <Row,>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  query: string,
): readonly Row[] => {
  const words = query.toLowerCase().split(/\s+/u).filter(Boolean)
  if (words.length === 0) return rows
  return rows.filter((row) => {
    const text = columns
      .map(({ value }) => String(value(row) ?? ''))
      .join(' ')
      .toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** As wide as its longest values, within what can be read. */
const widthOf = <Row,>(
  { name, value, isNumber = false, width }: Column<Row>,
  rows: readonly Row[],
): number => {
  if (width !== undefined) return width
  const step = Math.max(1, Math.floor(rows.length / 300))
  let longest = 0
  for (let at = 0; at < rows.length; at += step) {
    const row = rows[at]
    if (row !== undefined) longest = Math.max(longest, textOf(value(row), formatNumber).length)
  }
  return Math.min(isNumber ? 24 : 44, Math.max(6, name.length + (isNumber ? 2 : 1), longest)) + 3.5
}

const fileName = (name: string): string => name.replace(/[^\p{L}\p{N}_-]+/gu, '-').slice(0, 60) || 'table'
