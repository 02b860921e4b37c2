import type { CanLoad } from '../plan/lost.ts'
import { declarationOf, type Step } from '../plan/step.ts'
import type { AnyCacher } from '../types/list-cacher.ts'

/** Cachers by format: with them, what an earlier cacher of a stage saved can still be read. */
export type Formats = ReadonlyMap<string, AnyCacher>

export const formatsOf = (cachers: readonly AnyCacher[]): Formats =>
  new Map(cachers.map((cacher) => [cacher.format, cacher]))

/** The cacher that can load an output's bytes in the given format. */
export const readerFor = (
  step: Step,
  output: string,
  format: string,
  formats: Formats,
): AnyCacher | undefined => readerOf(declarationOf(step, output)?.cacher, format, formats)

export const canLoadBy =
  (formats: Formats): CanLoad =>
  (step, output, format) =>
    readerFor(step, output, format, formats) !== undefined

/** What loads bytes of a format where an output is declared with a cacher. */
export const readerOf = (
  declared: AnyCacher | undefined,
  format: string,
  formats: Formats,
): AnyCacher | undefined => {
  if (declared === undefined || declared.format === format) return declared
  // A list has an identity of its own kind: what was none before is made anew.
  if (declared.via === 'list') return undefined
  return declared.reads?.find((earlier) => earlier.format === format) ?? formats.get(format)
}
