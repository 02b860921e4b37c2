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
  /** Tells whoever listens to the run something; the parts reach them as they are. */
  log(...parts: unknown[]): void
  /** Tells how far the call is, in units of its own, such as rows. */
  progress(done: number, total: number): void
  /** Shows something in the run's report. */
  readonly report: ReportFunction
  /** Gives the path back, and makes the content of the file or folder part of the key, or that there is none. */
  file(path: string): string
  /** Gives an environment variable, `undefined` where it is not set, and makes it part of the key. */
  env(name: string): string | undefined
}
