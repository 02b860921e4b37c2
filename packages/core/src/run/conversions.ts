import type { Prospect } from '../plan/decide.ts'
import type { Conversion } from '../plan/reason.ts'
import type { Step, Wiring } from '../plan/step.ts'
import { outputOf } from '../ports/output-of.ts'
import type { Answer } from '../ports/store.ts'
import type { TraceHead } from '../ports/trace.ts'
import type { LookUps } from '../store/look-ups.ts'
import { type Formats, readerFor } from './formats.ts'

/** Says in the reasons of reused steps which of their outputs will be saved in another format. */
export const announceConversions = (
  wiring: Wiring,
  prospects: readonly Prospect[],
  session: LookUps,
  formats: Formats,
): Answer<readonly Prospect[]> =>
  session.answered(() =>
    session.together(prospects, (prospect, index) => {
      const step = wiring.steps[index]
      const trace = prospect.identity?.trace
      if (step === undefined || trace === undefined || prospect.reason.type !== 'unchanged') return prospect
      const conversions = conversionsOf(step, trace, session, formats)
      return conversions.length === 0
        ? prospect
        : { ...prospect, reason: { ...prospect.reason, conversions } }
    }),
  )

const conversionsOf = (
  step: Step,
  trace: TraceHead,
  session: LookUps,
  formats: Formats,
): readonly Conversion[] =>
  step.application.definition.outputs.flatMap(({ name, cacher }): Conversion[] => {
    const stored = outputOf(trace, name)?.stored
    if (cacher === undefined || stored === undefined || stored.format === cacher.format) return []
    const isReadable = readerFor(step, name, stored.format, formats) !== undefined && session.holds(stored)
    return isReadable ? [{ artifact: name, before: stored.format, after: cacher.format }] : []
  })
