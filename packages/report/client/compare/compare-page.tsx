import type { JSX } from 'preact'
import type { Comparison, RunSide } from '../../src/compare/comparison.ts'
import type { ComparePageData } from '../../src/page/page-data.ts'
import { StatusMark } from '../steps/outcome.tsx'
import { outcomeNames } from '../steps/outcomes.ts'
import { formatDuration, formatTime } from '../text/format.ts'
import { ComparisonView } from './comparison-view.tsx'

/** Two runs side by side. */
export const ComparePage = ({
  data: { comparison, changes, code, index },
}: {
  readonly data: ComparePageData
}): JSX.Element => (
  <>
    <header class="summary">
      {index !== undefined && (
        <a class="back" href={index}>
          ← All runs
        </a>
      )}
      <h1>Two runs compared</h1>
      <p class="quiet">
        {comparison.before.experiment}
        {comparison.after.experiment !== comparison.before.experiment &&
          ` and ${comparison.after.experiment}`}
      </p>
    </header>
    <main>
      <section aria-labelledby="runs-title">
        <h2 id="runs-title" class="hidden">
          The runs
        </h2>
        <Sides comparison={comparison} />
      </section>
      <section aria-labelledby="differences-title">
        <h2 id="differences-title">What is different</h2>
        <ComparisonView comparison={comparison} changes={changes} code={code} choose={undefined} />
      </section>
    </main>
  </>
)

const Sides = ({ comparison: { before, after } }: { readonly comparison: Comparison }): JSX.Element => {
  const rows: readonly (readonly [string, (side: RunSide) => JSX.Element | string])[] = [
    ['run', ({ run }) => <code>{run}</code>],
    ['status', ({ status }) => <StatusMark status={status} />],
    ['began', ({ startedAt }) => formatTime(startedAt)],
    ['time', ({ durationMs }) => formatDuration(durationMs)],
    ['steps', sumOf],
    ['file', ({ file }) => file],
    ['commit', ({ environment }) => environment.commit ?? ''],
    ['Node', ({ environment }) => environment.node],
    ['machine', ({ environment: { platform, cpus } }) => `${platform}, ${cpus} cores`],
    [
      'versions',
      ({ environment: { versions } }) =>
        Object.entries(versions)
          .map(([name, version]) => `${name} ${version}`)
          .join(', '),
    ],
  ]
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="The two runs">
      <table class="sides">
        <thead>
          <tr>
            <td />
            <th scope="col">before</th>
            <th scope="col">now</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, show]) => (
            <tr>
              <th scope="row">{name}</th>
              <td>{show(before)}</td>
              <td>{show(after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const sumOf = ({ counts }: RunSide): string =>
  outcomeNames.flatMap((outcome) => (counts[outcome] > 0 ? [`${counts[outcome]} ${outcome}`] : [])).join(', ')
