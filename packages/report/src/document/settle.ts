import type { RunResult } from '@stagewright/core'
import type { RunStatus, StepDocument } from './run-document.ts'

/** A step's document while it is put together. */
export type Draft = { -readonly [Key in keyof StepDocument]: StepDocument[Key] }

/** What became of steps once the run is over: of those that never began, which a failure stopped and which nothing did. */
export const settle = (steps: readonly Draft[], result: RunResult | undefined, status: RunStatus): void => {
  if (status === 'running') return
  const stopper = new Map<string, string>()
  const endings = new Map(result?.steps.map((step) => [step.id, step]))
  for (const step of steps) {
    const ended = endings.get(step.id)
    if (ended !== undefined) {
      step.outcome = ended.outcome
      step.reason = ended.reason
      step.explanation = ended.explanation
      if (ended.blockedBy !== undefined) step.blockedBy = ended.blockedBy
    }
    if (step.outcome === 'waiting' || step.outcome === 'running') {
      const blocker = [...step.dependsOn, ...(step.after ?? [])].flatMap((id) => stopper.get(id) ?? [])[0]
      step.outcome = blocker === undefined ? 'left' : 'blocked'
      if (blocker !== undefined) step.blockedBy = blocker
    }
    if (step.outcome === 'failed') stopper.set(step.id, step.id)
    if (step.blockedBy !== undefined) stopper.set(step.id, step.blockedBy)
  }
}
