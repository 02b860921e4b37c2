import type { ResourceSize } from '@stagewright/core'
import type { Choices } from './choices.ts'

/** What `stagewright run` can be told. */
export interface RunChoices extends Choices {
  readonly dryRun?: boolean
  readonly jobs?: number
  /** Where functions are called. Default: `here`, in the command's own thread. */
  readonly executor?: 'here' | 'threads'
  /** Sizes of resources as they were written, such as `gpu=1` and `api=60/min`. */
  readonly resource?: Readonly<Record<string, ResourceSize>>
  readonly cache?: 'use' | 'read' | 'off'
  readonly keepGoing?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
  readonly verbose?: boolean
  /** `true`: where the store keeps reports. */
  readonly report?: string | true
}
