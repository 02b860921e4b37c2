import type { JSX } from 'preact'
import type { Comparison } from '../../src/compare/comparison.ts'
import type { RunDocument } from '../../src/document/run-document.ts'
import type { CodeDifferences, ShownChange } from '../../src/page/page-data.ts'
import type { Choose } from '../steps/step-link.tsx'
import { formatDuration, formatTime } from '../text/format.ts'
import { ComparisonView } from './comparison-view.tsx'

/** What changed since the run before. */
export const Changes = ({
  run,
  comparison,
  changes,
  code,
  choose,
}: {
  readonly run: RunDocument
  readonly comparison: Comparison
  readonly changes: readonly ShownChange[]
  readonly code: CodeDifferences
  readonly choose: Choose
}): JSX.Element => (
  <section id="changes" aria-labelledby="changes-title">
    <h2 id="changes-title">Since the run before</h2>
    <p class="quiet">
      <code>{comparison.before.run}</code> · {formatTime(comparison.before.startedAt)} · it took{' '}
      {formatDuration(comparison.before.durationMs)}, this one {formatDuration(run.durationMs)}
    </p>
    <ComparisonView comparison={comparison} changes={changes} code={code} choose={choose} />
  </section>
)
