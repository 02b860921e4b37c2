import type { JSX } from 'preact'

/** Opens a step, or closes the one that is open. */
export type Choose = (id: string | undefined) => void

export const StepLink = ({ id, choose }: { readonly id: string; readonly choose: Choose }): JSX.Element => (
  <button type="button" class="step-link" onClick={() => choose(id)}>
    {id}
  </button>
)
