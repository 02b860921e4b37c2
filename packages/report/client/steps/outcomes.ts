import type { StepOutcome } from '../../src/document/run-document.ts'

/** Outcomes in the order in which they are told, and what they mean. */
export const outcomes: Readonly<Record<StepOutcome, string>> = {
  failed: 'its function threw',
  blocked: 'a step before it failed',
  running: 'its function is running',
  ran: 'its function was called',
  reused: 'an earlier result was loaded',
  waiting: 'it has not begun',
  left: 'the run ended before it',
  skipped: 'nothing that ran needed it',
}

// The keys of the record of words are the outcomes.
export const outcomeNames: readonly StepOutcome[] = Object.keys(outcomes) as StepOutcome[]

export const signs: Readonly<Record<StepOutcome, string>> = {
  failed: '✕',
  blocked: '⊘',
  running: '●',
  ran: '▶',
  reused: '↺',
  waiting: '○',
  left: '–',
  skipped: '·',
}
