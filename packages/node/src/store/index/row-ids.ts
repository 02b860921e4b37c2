const idsPerNumber = 2 ** 21

/** Row numbers for one session: it takes a number that no other session has, and counts within it. At once, but for the first. */
export const createRowIds = (takeNumber: () => Promise<number>): (() => number | Promise<number>) => {
  let next = 0
  let end = 0
  let taking: Promise<void> | undefined

  const take = async (): Promise<void> => {
    const number = await takeNumber()
    next = number * idsPerNumber
    end = next + idsPerNumber
    taking = undefined
  }
  const later = async (): Promise<number> => {
    while (next === end) await (taking ??= take())
    return next++
  }
  return () => (next === end ? later() : next++)
}

/** The least number that none of these rows used. */
export const numberAfter = (largestRowId: number): number => Math.floor(largestRowId / idsPerNumber) + 1
