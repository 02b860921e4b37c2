import type { Cacher } from '../cachers/cacher.ts'
import { declarationOf, type Step } from '../plan/step.ts'

/** Cachers by format: with them, what an earlier cacher of a stage saved can still be read. */
export type Formats = ReadonlyMap<string, Cacher<unknown>>

export const formatsOf = (cachers: readonly Cacher<unknown>[]): Formats =>
  new Map(cachers.map((cacher) => [cacher.format, cacher]))

/** The cacher that can load an output's bytes in the given format. */
export const readerFor = (
  step: Step,
  output: string,
  format: string,
  formats: Formats,
): Cacher<unknown> | undefined => readerOf(declarationOf(step, output)?.cacher, format, formats)

/** What loads bytes of a format where an output is declared with a cacher. */
export const readerOf = (
  declared: Cacher<unknown> | undefined,
  format: string,
  formats: Formats,
): Cacher<unknown> | undefined => {
  if (declared === undefined || declared.format === format) return declared
  return declared.reads?.find((earlier) => earlier.format === format) ?? formats.get(format)
}
