import { didYouMean } from './did-you-mean.ts'
import { InvalidArgumentError } from './index.ts'

/**
 * Refuses what is not known, for callers without a compiler: a misspelt key would have no effect, and nobody would say so.
 *
 * @param what takes the keys, as the beginning of the sentence
 * @throws InvalidArgumentError for a key that is not known and has a value
 */
export const checkKeys = (
  what: string,
  given: object,
  known: readonly string[],
  place: { readonly stage?: string; readonly record?: string } = {},
): void => {
  for (const [key, value] of Object.entries(given))
    if (value !== undefined && !known.includes(key))
      throw new InvalidArgumentError(
        `${what} takes no '${key}'.${didYouMean(key, known)} It takes: ${known.join(', ')}.`,
        place,
      )
}
