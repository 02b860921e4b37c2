import type { DeepReadonly } from './deep-readonly.ts'
import type { ReportFunction } from './reportable.ts'

/** What a stage function gets beside its inputs. `Params` are the parameters that it reads. */
export interface StageContext<Params = {}> {
  /** The record's parameters. What is read here is part of the key. */
  readonly params: DeepReadonly<Params>
  /** The record's name. */
  readonly name: string
  /** Aborts when the run is cancelled or the call takes too long. */
  readonly signal: AbortSignal
  /** Sends something to the run's listeners; the parts reach them as they are. */
  readonly log: (...parts: unknown[]) => void
  /** Shows how far the call is, in units of its own, such as rows. */
  readonly progress: (done: number, total: number) => void
  /** Shows something in the run's report. */
  readonly report: ReportFunction
  /** Gives the path back, and makes the content of the file or folder part of the key, or that there is none. */
  readonly file: (path: string) => string
  /** Gives an environment variable, `undefined` where it is not set, and makes it part of the key. */
  readonly env: (name: string) => string | undefined
}
