import type { Decision } from './decide.ts'
import type { Reason } from './reason.ts'
import type { PlanWarning } from './warning.ts'

/** One application, and what will be done about it. */
export interface PlanStep {
  /** `stage@record`, made unique by `#2` where it is not. */
  readonly id: string
  readonly stage: string
  /** The record's name. */
  readonly record: string
  readonly decision: Decision
  readonly reason: Reason
  /** The reason as a sentence. */
  readonly explanation: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /** Ids of the steps whose outputs it reads. */
  readonly dependsOn: readonly string[]
  /** Ids of the steps without outputs that must have ended well before it begins; nothing else of them matters to it. */
  readonly after: readonly string[]
}

/** A plan as data alone. */
export interface PlanJson {
  readonly steps: readonly PlanStep[]
  readonly warnings: readonly PlanWarning[]
  readonly counts: Readonly<Record<Decision, number>>
}
