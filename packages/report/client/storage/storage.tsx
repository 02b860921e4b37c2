import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { StepDocument } from '../../src/document/run-document.ts'
import type { Column } from '../tables/column.ts'
import { DataTable } from '../tables/data-table.tsx'
import { formatBytes, plural } from '../text/format.ts'
import { type StageSize, sizesOf } from './sizes-of.ts'

/** How large the run's artifacts are, by stage. */
export const Storage = ({ steps }: { readonly steps: readonly StepDocument[] }): JSX.Element => {
  const sizes = useMemo(() => sizesOf(steps), [steps])
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
  const largest = sizes.reduce((most, { bytes }) => Math.max(most, bytes), 1)
  const columns = useMemo(
    (): readonly Column<StageSize>[] => [
      { name: 'stage', value: ({ stage }) => stage, isHeader: true },
      {
        name: 'size',
        value: ({ bytes }) => bytes,
        view: ({ bytes }) => formatBytes(bytes),
        isNumber: true,
        width: 14,
      },
      {
        name: 'share',
        value: ({ bytes }) => bytes / Math.max(1, total),
        view: ({ bytes }) => (
          <span class="meter">
            <span style={{ width: `${(100 * bytes) / largest}%` }} />
          </span>
        ),
        width: 34,
      },
      { name: 'artifacts', value: ({ artifacts }) => artifacts, isNumber: true, width: 14 },
      {
        name: 'largest',
        value: ({ largest: { name, bytes } }) => `${name} ${formatBytes(bytes)}`,
        width: 40,
      },
    ],
    [sizes],
  )
  return (
    <section id="storage" aria-labelledby="storage-title">
      <h2 id="storage-title">Size by stage</h2>
      <p>
        The artifacts that this run made or reused have {formatBytes(total)} in the store; equal ones count
        once, and those of {plural(sizes.length, 'stage')} are stored.
      </p>
      <DataTable
        name="Size by stage"
        columns={columns}
        rows={sizes}
        order={{ column: 1, direction: 'descending' }}
      />
    </section>
  )
}
