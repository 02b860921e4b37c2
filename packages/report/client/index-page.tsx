import type { JSX } from 'preact'
import type { IndexPageData } from '../src/page/page-data.ts'
import { formatDuration, formatTime } from './format.ts'
import { useLiveRuns } from './live.ts'
import { StatusMark } from './outcome.tsx'

/** All runs that a store remembers, the newest first. */
export const IndexPage = ({ data }: { readonly data: IndexPageData }): JSX.Element => {
  const runs = useLiveRuns(data)
  return (
    <>
      <header class="summary">
        <h1>Runs</h1>
        <p class="quiet">{data.store}</p>
      </header>
      <main>
        {runs.length === 0 && (
          <p>
            No run is kept here yet. <code>stagewright run FILE</code> keeps one.
          </p>
        )}
        {runs.length > 0 && (
          <div class="scroll" tabIndex={0} role="group" aria-label="Runs">
            <table>
              <thead>
                <tr>
                  {['run', 'experiment', 'status', 'began', 'time', 'ran', 'reused', 'skipped', 'failed'].map(
                    (name, at) => (
                      <th scope="col" class={at > 3 ? 'number' : ''}>
                        {name}
                      </th>
                    ),
                  )}
                </tr>
              </thead>
              <tbody>
                {runs.map((line) => (
                  <tr>
                    <td>
                      {line.href === undefined ? <code>{line.run}</code> : <a href={line.href}>{line.run}</a>}
                    </td>
                    <td title={line.file}>{line.experiment}</td>
                    <td>
                      <StatusMark status={line.status} />
                    </td>
                    <td>{formatTime(line.startedAt)}</td>
                    <td class="number">{formatDuration(line.durationMs)}</td>
                    <td class="number">{line.counts.ran}</td>
                    <td class="number">{line.counts.reused}</td>
                    <td class="number">{line.counts.skipped}</td>
                    <td class="number">{line.counts.failed}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </main>
    </>
  )
}
