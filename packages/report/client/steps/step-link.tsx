import type { JSX } from 'preact'
import type { StepDocument } from '../../src/document/run-document.ts'

/** Opens a step, or closes the one that is open. */
export type Choose = (id: string | undefined) => void

/** What is drawn of all steps, one of which may be open. */
export interface StepsView {
  readonly steps: readonly StepDocument[]
  readonly chosen: string | undefined
  readonly choose: Choose
}

export const StepLink = ({ id, choose }: { readonly id: string; readonly choose: Choose }): JSX.Element => (
  <button type="button" class="step-link" onClick={() => choose(id)}>
    {id}
  </button>
)
