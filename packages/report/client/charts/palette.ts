const colours = 10

/** The colour of the nth series, which the style sheet gives for light and dark. */
export const colourOf = (at: number): string => `var(--series-${at % colours})`

/** Each of the names with a colour of its own, as far as there are enough. */
export const coloursOf = (names: readonly string[]): ReadonlyMap<string, string> =>
  new Map(names.map((name, at) => [name, colourOf(at)]))
