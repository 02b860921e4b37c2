import type { Choices } from './choices.ts'

/** What `stagewright run` can be told. */
export interface RunChoices extends Choices {
  readonly dryRun?: boolean
  readonly jobs?: number
  readonly cache?: 'use' | 'read' | 'off'
  readonly keepGoing?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
  readonly verbose?: boolean
  /** `true`: where the store keeps reports. */
  readonly report?: string | true
}
