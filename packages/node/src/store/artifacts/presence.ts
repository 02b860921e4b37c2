/**
 * Which keys have rows in a table, as far as that is known without asking it: in a table that was empty when it was
 * opened, those that this session wrote. Any number of look-ups share it.
 */
export interface Presence {
  /** The table is empty now. */
  readonly beginEmpty: () => void
  readonly add: (key: number) => void
  readonly isAbsent: (key: number) => boolean
  /** Others wrote: nothing is known any more. */
  readonly forget: () => void
}

export const createPresence = (): Presence => {
  let all: Set<number> | undefined
  return {
    beginEmpty: () => {
      all = new Set()
    },
    add: (key) => {
      all?.add(key)
    },
    isAbsent: (key) => all?.has(key) === false,
    forget: () => {
      all = undefined
    },
  }
}
