import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { IndexPageData, LinkedLine } from '../../src/page/page-data.ts'
import { Choice } from '../metrics/choice.tsx'
import { useLiveRuns } from '../page/live.ts'
import { matcherOf } from '../steps/search-steps.ts'
import { StatusMark } from '../steps/outcome.tsx'
import type { Column } from '../tables/column.ts'
import { DataTable } from '../tables/data-table.tsx'
import { formatBytes, formatDuration, formatTime, plural } from '../text/format.ts'
import { Trends } from './trends.tsx'

const all = 'all experiments'

/** All runs of a store, the newest first, and how they went over time. */
export const IndexPage = ({ data }: { readonly data: IndexPageData }): JSX.Element => {
  const runs = useLiveRuns(data)
  const [experiment, setExperiment] = useState(all)
  const [status, setStatus] = useState<LinkedLine['status'] | undefined>()
  const [query, setQuery] = useState('')
  const [pair, setPair] = useState<readonly string[]>([])
  const experiments = useMemo(() => [...new Set(runs.map((line) => line.experiment))], [runs])
  const statuses = useMemo(() => [...new Set(runs.map((line) => line.status))], [runs])
  const found = useMemo(() => {
    const matches = matcherOf(query)
    return runs.filter(
      (line) =>
        (experiment === all || line.experiment === experiment) &&
        (status === undefined || line.status === status) &&
        matches(`${line.run} ${line.experiment} ${line.file} ${formatTime(line.startedAt)}`.toLowerCase()),
    )
  }, [runs, experiment, status, query])
  const { compare } = data
  const columns = useMemo(
    () => columnsOf(compare === undefined ? undefined : { pair, setPair }),
    [pair, compare],
  )
  const [one, other] = pair.toSorted()
  return (
    <>
      <header class="summary">
        <h1>Runs</h1>
        <p class="quiet">{data.store}</p>
      </header>
      <main>
        {runs.length === 0 && (
          <p>
            No run is stored here yet. <code>stagewright run FILE</code> adds one.
          </p>
        )}
        {runs.length > 0 && (
          <>
            <div class="tools">
              {experiments.length > 1 && (
                <Choice
                  name="Experiment"
                  value={experiment}
                  options={[all, ...experiments]}
                  choose={setExperiment}
                />
              )}
              {statuses.length > 1 && (
                <fieldset>
                  <legend class="hidden">Only runs that are</legend>
                  {statuses.map((each) => (
                    <button
                      type="button"
                      class="chip"
                      aria-pressed={status === each}
                      onClick={() => setStatus(status === each ? undefined : each)}
                    >
                      {each}
                    </button>
                  ))}
                </fieldset>
              )}
              <label>
                <span class="hidden">Search runs</span>
                <input
                  type="search"
                  placeholder="Search runs"
                  value={query}
                  onInput={({ currentTarget }) => setQuery(currentTarget.value)}
                />
              </label>
            </div>
            <Trends runs={found} />
            <section id="runs" aria-labelledby="runs-title">
              <h2 id="runs-title">{plural(found.length, 'run')}</h2>
              {compare !== undefined && (
                <p class="quiet">
                  {one !== undefined && other !== undefined ? (
                    <a href={`${compare}${one}/${other}`}>Compare the two runs</a>
                  ) : (
                    'Choose two runs to compare them.'
                  )}
                </p>
              )}
              <DataTable name="Runs" class="runs" columns={columns} rows={found} hasNoFilter />
            </section>
          </>
        )}
      </main>
    </>
  )
}

interface Pair {
  readonly pair: readonly string[]
  readonly setPair: (pair: readonly string[]) => void
}

const columnsOf = (chosen: Pair | undefined): readonly Column<LinkedLine>[] => [
  ...(chosen === undefined ? [] : [chooser(chosen)]),
  {
    name: 'run',
    isHeader: true,
    value: ({ run }) => run,
    view: ({ run, href }) => (href === undefined ? <code>{run}</code> : <a href={href}>{run}</a>),
  },
  { name: 'experiment', value: ({ experiment }) => experiment },
  {
    name: 'status',
    value: ({ status }) => status,
    view: ({ status }) => <StatusMark status={status} />,
    width: 14,
  },
  {
    name: 'began',
    value: ({ startedAt }) => startedAt,
    view: ({ startedAt }) => formatTime(startedAt),
    width: 24,
  },
  {
    name: 'time',
    isNumber: true,
    value: ({ durationMs }) => durationMs,
    view: ({ durationMs }) => formatDuration(durationMs),
    width: 12,
  },
  {
    name: 'saved',
    isNumber: true,
    value: ({ savedMs }) => savedMs,
    view: ({ savedMs }) => (savedMs > 0 ? formatDuration(savedMs) : ''),
    width: 11,
  },
  ...(['ran', 'reused', 'skipped', 'failed', 'blocked'] as const).map((outcome): Column<LinkedLine> => ({
    name: outcome,
    isNumber: true,
    value: ({ counts }) => counts[outcome] ?? 0,
    view: ({ counts }) => ((counts[outcome] ?? 0) > 0 ? counts[outcome].toLocaleString('en-GB') : ''),
    width: 10,
  })),
  {
    name: 'artifacts',
    isNumber: true,
    value: ({ bytes }) => bytes,
    view: ({ bytes }) => (bytes > 0 ? formatBytes(bytes) : ''),
    width: 13,
  },
]

const chooser = ({ pair, setPair }: Pair): Column<LinkedLine> => ({
  name: 'compare',
  value: ({ run }) => pair.includes(run),
  width: 11,
  view: ({ run }) => (
    <input
      type="checkbox"
      aria-label={`Compare ${run}`}
      checked={pair.includes(run)}
      onChange={() =>
        setPair(pair.includes(run) ? pair.filter((each) => each !== run) : [...pair, run].slice(-2))
      }
    />
  ),
})
