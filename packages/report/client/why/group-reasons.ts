import type { StepDocument } from '../../src/document/run-document.ts'

/** Steps that ran for one reason. */
export interface ReasonGroup {
  /** The reason of all, or what their reasons have in common. */
  readonly why: string
  readonly steps: readonly StepDocument[]
  readonly durationMs: number
}

/** Steps that ran, by their reasons, those that took longest first. */
export const groupReasons = (steps: readonly StepDocument[]): readonly ReasonGroup[] => {
  const groups = new Map<string, { why: string; steps: StepDocument[]; durationMs: number }>()
  for (const step of steps) {
    if (step.outcome !== 'ran' && step.outcome !== 'failed' && step.outcome !== 'running') continue
    const kind = kindOf(step)
    const group = groups.get(kind) ?? { why: step.explanation, steps: [], durationMs: 0 }
    if (group.why !== step.explanation) group.why = kind
    group.steps.push(step)
    group.durationMs += step.durationMs ?? 0
    groups.set(kind, group)
  }
  return [...groups.values()].toSorted((a, b) => b.durationMs - a.durationMs)
}

/** A reason without the values that differ from record to record. */
const kindOf = ({ reason, explanation }: StepDocument): string =>
  reason.type === 'changed'
    ? [
        ...new Set(
          reason.changes.map((change) => {
            switch (change.type) {
              case 'parameter':
                return `parameter '${change.path}' changed`
              case 'input':
                return `input '${change.input}' changed`
              default:
                return explanation
            }
          }),
        ),
      ].join('; ')
    : reason.type === 'needed'
      ? `'${reason.artifact}' is needed, and is not stored`
      : explanation
