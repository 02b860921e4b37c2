import type { RunEvent } from '@stagewright/core'

/** Tells people how a run goes, while it goes. */
export interface Reporter {
  /** Called after the tally has noted the event. */
  readonly tell: (event: RunEvent) => void
  /** Says something that is not an event. */
  readonly say: (line: string) => void
  /** The run is to end early, and why. */
  readonly close: (why: string) => void
  /** The run is over: gives the terminal back. */
  readonly end: () => void
}
