import { roundOf } from '../store/rounds.ts'

/** Steps that wait for answers of a store that is elsewhere. */
export interface Asking {
  /** Has the step considered: once, however often that is asked for meanwhile. */
  readonly consider: (index: number, act: (index: number) => void) => void
  /** What `act` gives of a ready step; `undefined` where an answer is on its way that it needs. */
  readonly ready: <Value>(index: number, act: (index: number) => Value) => Value | undefined
  readonly isOpen: () => boolean
}

/** What to do when an answer is there. */
export interface AskingLeadsTo {
  readonly considerLater: (index: number) => void
  readonly startLater: (index: number) => void
  /** Something can go on. */
  readonly wake: () => void
  readonly fail: (error: unknown) => void
}

export const makeAsking = ({ considerLater, startLater, wake, fail }: AskingLeadsTo): Asking => {
  let open = 0
  const considered = new Set<number>()
  const whenAnswered = (thrown: unknown, again: () => void): void => {
    const round = roundOf(thrown)
    open++
    const goOn = (): void => {
      open--
      again()
      wake()
    }
    round.then(goOn, (error: unknown) => {
      fail(error)
      goOn()
    })
  }
  return {
    consider: (index, act) => {
      if (considered.has(index)) return
      try {
        act(index)
      } catch (thrown) {
        whenAnswered(thrown, () => {
          considered.delete(index)
          considerLater(index)
        })
        considered.add(index)
      }
    },
    ready: (index, act) => {
      try {
        return act(index)
      } catch (thrown) {
        whenAnswered(thrown, () => startLater(index))
        return undefined
      }
    },
    isOpen: () => open > 0,
  }
}
