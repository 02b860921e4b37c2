import type { JSX } from 'preact'
import type { RunStatus, StepOutcome } from '../src/document/run-document.ts'

/** Outcomes in the order in which they are told, and what they mean. */
export const outcomes: Readonly<Record<StepOutcome, string>> = {
  failed: 'its function threw',
  blocked: 'a step before it failed',
  running: 'its function runs now',
  ran: 'its function was called',
  reused: 'what an earlier run made was taken',
  waiting: 'it has not begun',
  left: 'the run ended before it',
  skipped: 'nothing needed it',
}

const signs: Readonly<Record<StepOutcome, string>> = {
  failed: '✕',
  blocked: '⊘',
  running: '●',
  ran: '▶',
  reused: '↺',
  waiting: '○',
  left: '–',
  skipped: '·',
}

/** An outcome as a word with a sign, so that it is not told by colour alone. */
export const OutcomeMark = ({ outcome }: { readonly outcome: StepOutcome }): JSX.Element => (
  <span class={`mark is-${outcome}`} title={outcomes[outcome]}>
    <span aria-hidden="true">{signs[outcome]}</span> {outcome}
  </span>
)

const statuses: Readonly<Record<RunStatus, StepOutcome>> = {
  running: 'running',
  finished: 'ran',
  failed: 'failed',
  stopped: 'left',
}

export const StatusMark = ({ status }: { readonly status: RunStatus }): JSX.Element => (
  <span class={`mark status is-${statuses[status]}`}>{status}</span>
)
