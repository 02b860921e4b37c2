import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { ShownCell, ShownReport } from '../../src/page/page-data.ts'
import type { Column } from '../tables/column.ts'
import { DataTable } from '../tables/data-table.tsx'
import { formatBytes, formatNumber, plural, withUnit } from '../text/format.ts'

/** One report, under its name. */
export const ReportView = ({ report }: { readonly report: ShownReport }): JSX.Element => (
  <figure class={`report is-${report.kind}`}>
    {report.name !== undefined && <figcaption>{report.name}</figcaption>}
    <Body report={report} />
  </figure>
)

const Body = ({ report }: { readonly report: ShownReport }): JSX.Element => {
  switch (report.kind) {
    case 'number':
      return <p class="big">{withUnit(formatNumber(Number(report.value)), report.unit)}</p>
    case 'text':
      return <pre tabIndex={0}>{report.text}</pre>
    case 'note':
      return <p class="quiet">{report.text}</p>
    case 'plot':
    case 'html':
      // Made by this library on the server, where all of it was escaped.
      return <div class="rendered" tabIndex={0} dangerouslySetInnerHTML={{ __html: report.html }} />
    case 'image':
      return <img src={report.source} alt={report.alt} />
    case 'file':
      return (
        <p>
          <a href={report.href} download={report.fileName}>
            {report.fileName}
          </a>{' '}
          <span class="quiet">{formatBytes(report.bytes)}</span>
        </p>
      )
    case 'table':
      return <TableView report={report} />
  }
}

type Row = readonly ShownCell[]

const TableView = ({ report }: { readonly report: Extract<ShownReport, { kind: 'table' }> }): JSX.Element => {
  const { columns, rows, more, name } = report
  const drawn = useMemo(
    () =>
      columns.map((column, at): Column<Row> => ({
        name: column,
        value: (row) => row[at],
        isNumber: rows.every((row) => isNumber(row[at])),
      })),
    [report],
  )
  return (
    <>
      <DataTable name={name ?? 'table'} columns={drawn} rows={rows} />
      {more > 0 && <p class="quiet">and {plural(more, 'more row')} in the store</p>}
    </>
  )
}

const isNumber = (cell: ShownCell | undefined): boolean =>
  typeof (cell ?? 0) === 'number' || cell === 'NaN' || cell === 'Infinity' || cell === '-Infinity'
