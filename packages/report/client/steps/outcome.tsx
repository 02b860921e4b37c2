import type { JSX } from 'preact'
import type { RunStatus, StepOutcome } from '../../src/document/run-document.ts'
import { outcomes, signs } from './outcomes.ts'

/** An outcome as a word with a sign, so that it does not depend on colour alone. */
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
