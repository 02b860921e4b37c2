const grouped = new Intl.NumberFormat('en-US')

/** A count as people read it: `50,001`. */
export const formatCount = (count: number): string => (count < 1000 ? String(count) : grouped.format(count))
