import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { StepDocument } from '../src/document/run-document.ts'
import type { ShownReport, ShownReports } from '../src/page/page-data.ts'
import { plural } from './format.ts'
import { ReportView } from './report-view.tsx'
import { StepLink, type Choose } from './step-link.tsx'

interface Item {
  readonly step: StepDocument
  /** Further steps that stand on the same execution. */
  readonly others: readonly StepDocument[]
  readonly report: ShownReport
}

const atOnce = 60

/** Everything that was reported, by groups. Numbers of one name, told by several records, become one table. */
export const Results = ({
  reports,
  steps,
  choose,
}: {
  readonly reports: readonly ShownReports[]
  readonly steps: readonly StepDocument[]
  readonly choose: Choose
}): JSX.Element => {
  const [shown, setShown] = useState(atOnce)
  const items = reports.flatMap(({ steps: places, reports: told }): Item[] => {
    const [step, ...others] = places.flatMap((place) => steps[place] ?? [])
    return step === undefined ? [] : told.map((report) => ({ step, others, report }))
  })
  const numbers = tabulated(items)
  const rest = items.filter(
    ({ report }) => !(report.kind === 'number' && numbers.columns.includes(columnOf(report))),
  )
  const groups = new Map<string, Item[]>()
  for (const item of rest.slice(0, shown)) {
    const group = item.report.group ?? ''
    groups.set(group, [...(groups.get(group) ?? []), item])
  }
  return (
    <section id="results" aria-labelledby="results-title">
      <h2 id="results-title">Results</h2>
      {numbers.rows.length > 0 && <NumberTable {...numbers} choose={choose} />}
      {[...groups].map(([group, members]) => (
        <div class="group">
          {group !== '' && <h3>{group}</h3>}
          <div class="gallery">
            {members.map(({ step, others, report }) => (
              <div class="exhibit">
                <ReportView report={report} />
                <p class="quiet source">
                  <StepLink id={step.id} choose={choose} />
                  {others.length > 0 && ` and ${plural(others.length, 'more step')}`}
                </p>
              </div>
            ))}
          </div>
        </div>
      ))}
      {rest.length > shown && (
        <button type="button" onClick={() => setShown(shown + atOnce)}>
          Show {Math.min(atOnce, rest.length - shown)} more of {plural(rest.length, 'report')}
        </button>
      )}
    </section>
  )
}

const columnOf = ({ group, name = '' }: ShownReport): string =>
  group === undefined ? name : `${group}: ${name}`

interface Numbers {
  readonly columns: readonly string[]
  readonly rows: readonly { readonly record: string; readonly cells: ReadonlyMap<string, Cell> }[]
}

interface Cell {
  readonly value: string
  readonly step: string
}

/** Numbers that several records told once each under one name: a row for each record. */
const tabulated = (items: readonly Item[]): Numbers => {
  const byColumn = new Map<string, Map<string, Cell>>()
  const repeated = new Set<string>()
  for (const { step, others, report } of items) {
    if (report.kind !== 'number' || report.name === undefined) continue
    const column = columnOf(report)
    const cells = byColumn.get(column) ?? new Map<string, Cell>()
    const value = `${report.value}${report.unit === undefined ? '' : ` ${report.unit}`}`
    for (const { id, record } of [step, ...others]) {
      if (cells.has(record)) repeated.add(column)
      cells.set(record, { value, step: id })
    }
    byColumn.set(column, cells)
  }
  const columns = [...byColumn].filter(([name, cells]) => cells.size > 1 && !repeated.has(name))
  const records = new Set(columns.flatMap(([, cells]) => [...cells.keys()]))
  return {
    columns: columns.map(([name]) => name),
    rows: [...records].map((record) => ({
      record,
      cells: new Map(
        columns.flatMap(([name, cells]) => {
          const cell = cells.get(record)
          return cell === undefined ? [] : [[name, cell] as const]
        }),
      ),
    })),
  }
}

const mostRows = 200

const NumberTable = ({ columns, rows, choose }: Numbers & { readonly choose: Choose }): JSX.Element => (
  <div class="scroll" tabIndex={0} role="group" aria-label="Numbers by record">
    <table>
      <thead>
        <tr>
          <th scope="col">record</th>
          {columns.map((column) => (
            <th scope="col" class="number">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.slice(0, mostRows).map(({ record, cells }) => (
          <tr>
            <th scope="row">{record}</th>
            {columns.map((column) => {
              const cell = cells.get(column)
              return (
                <td class="number">
                  {cell !== undefined && (
                    <button
                      type="button"
                      class="step-link"
                      title={cell.step}
                      onClick={() => choose(cell.step)}
                    >
                      {cell.value}
                    </button>
                  )}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
    {rows.length > mostRows && <p class="quiet">and {plural(rows.length - mostRows, 'more record')}</p>}
  </div>
)
