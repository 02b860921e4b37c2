import type { CallData } from '@stagewright/core'
import type { MessagePort } from 'node:worker_threads'

/** What a thread is given for one call. */
export interface ThreadTask {
  /** The address of the module whose exports are the stages. */
  readonly stages: string
  /** The address of a module that imports them; absent where `import()` does. */
  readonly loader?: string
  readonly data: CallData
  /** Where the call tells, asks for artifacts, and saves. */
  readonly port: MessagePort
}
