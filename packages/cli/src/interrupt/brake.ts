/** Lets a run end early: softly, by starting nothing new, or at once. */
export interface Brake {
  /** After `pull`: what runs finishes and is kept. */
  readonly drain: AbortSignal
  /** After `stop`: aborts what runs. */
  readonly signal: AbortSignal
  readonly pull: () => void
  readonly stop: () => void
  readonly state: () => 'off' | 'pulled' | 'stopped'
}

export const makeBrake = (): Brake => {
  const soft = new AbortController()
  const hard = new AbortController()
  return {
    drain: soft.signal,
    signal: hard.signal,
    pull: () => soft.abort(new Error('interrupted')),
    stop: () => hard.abort(new Error('interrupted')),
    state: () => (hard.signal.aborted ? 'stopped' : soft.signal.aborted ? 'pulled' : 'off'),
  }
}
