import type { StepDocument, StepOutcome } from '../../src/document/run-document.ts'
import { outcomeNames } from '../steps/outcomes.ts'

export interface GridRows {
  readonly stages: readonly string[]
  /** The places of each record's steps, by stage. */
  readonly rows: readonly {
    readonly record: string
    readonly cells: ReadonlyMap<string, readonly number[]>
  }[]
  readonly outcomes: readonly StepOutcome[]
}

/** A row for each record, in the order in which they first have a step. */
export const gridOf = (steps: readonly StepDocument[]): GridRows => {
  const rows = new Map<string, Map<string, number[]>>()
  const stages = new Set<string>()
  const present = new Set<StepOutcome>()
  for (const [place, { stage, record, outcome }] of steps.entries()) {
    stages.add(stage)
    present.add(outcome)
    const cells = rows.get(record) ?? new Map<string, number[]>()
    rows.set(record, cells)
    const places = cells.get(stage)
    if (places === undefined) cells.set(stage, [place])
    else places.push(place)
  }
  return {
    stages: [...stages],
    rows: [...rows].map(([record, cells]) => ({ record, cells })),
    outcomes: outcomeNames.filter((outcome) => present.has(outcome)),
  }
}
