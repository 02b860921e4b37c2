/** Lets so many pieces of work go on at once, and so many more wait for their turn. */
export interface Turns {
  /** Waits for a turn, and gives what ends it; `undefined` where too many wait already. */
  readonly take: () => Promise<(() => void) | undefined>
}

export const makeTurns = (atOnce: number, mostWaiting: number): Turns => {
  let taken = 0
  const waiting: (() => void)[] = []
  const end = (): void => {
    const next = waiting.shift()
    if (next === undefined) taken--
    else next()
  }
  /** It may be ended more than once. */
  const once = (): (() => void) => {
    let isOver = false
    return () => {
      if (!isOver) end()
      isOver = true
    }
  }
  return {
    take: async () => {
      if (taken < atOnce) taken++
      else if (waiting.length >= mostWaiting) return undefined
      else await new Promise<void>((resolve) => waiting.push(resolve))
      return once()
    },
  }
}
