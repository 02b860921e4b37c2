const grouped = new Intl.NumberFormat('en-US')

/** A count as people read it: `50,001`. */
export const formatCount = (count: number): string => (count < 1000 ? String(count) : grouped.format(count))

/** A count with its noun: `1 step`, `2,000 steps`, `3 matches`. */
export const countOf = (count: number, noun: string, plural = `${noun}s`): string =>
  `${formatCount(count)} ${count === 1 ? noun : plural}`
