import type { Subject } from '../graph/application.ts'
import type { FileReading, Fingerprinter } from '../ports/fingerprinter.ts'
import type { Digest, ReadTarget, Trace, TraceHead } from '../ports/trace.ts'
import { observe } from '../reads/observe.ts'
import { absent } from '../reads/recorder.ts'
import { sightOfFile } from '../reads/sight-of-file.ts'
import type { LookUps } from '../store/look-ups.ts'
import type { Past } from './past.ts'
import type { Step } from './step.ts'

/** What the world says now. */
export interface Facts {
  readonly digest: (text: string) => Digest
  readonly session: LookUps
  /** The newest executions of a stage, and whether there are no others. */
  readonly latest: (stage: string) => { readonly traces: readonly Trace[]; readonly all: boolean }
  /** What the same record's step stood on last. */
  readonly past: Past
  /** What a function would see today where it once looked. */
  readonly see: (target: ReadTarget, subjects: readonly Subject[]) => string
  /** What the store's summary says of a step with this base, in the place of look-ups. */
  readonly recall?: Recall | undefined
}

export type Recall = (step: Step, base: Digest) => TraceHead | undefined

/** As many executions of a stage are looked at to tell that none of them fits. */
const mostLookedAt = 16

/**
 * @param outside `once`: each file and variable is looked at once, so that one plan sees one world; `anew`: each time,
 *   because functions that run may change it
 * @param past of the plan that is made or carried out
 * @param recall only for a plan: a summary says what was so before anything ran
 */
export const gatherFacts = (
  session: LookUps,
  fingerprinter: Fingerprinter,
  outside: 'once' | 'anew',
  past: Past,
  recall?: Recall,
): Facts => {
  const keep = outside === 'once' ? memo : <Answer>(ask: (question: string) => Answer) => ask
  /** While functions run, what the store knows of a file is worth no waiting: it is read. */
  const reading = (path: string): FileReading | undefined =>
    outside === 'once' ? session.reading(path) : session.ifKnown(() => session.reading(path))
  const file = keep((path: string) => sightOfFile(fingerprinter, path, reading(path)))
  const env = keep((name: string) => fingerprinter.env(name))
  return {
    digest: fingerprinter.digest,
    session,
    recall,
    past,
    latest: memo((stage: string) => {
      const traces = session.latest(stage, mostLookedAt)
      return { traces, all: traces.length < mostLookedAt }
    }),
    see: (target, subjects) => {
      switch (target.door) {
        case 'param': {
          const subject = subjects[target.record]
          return subject === undefined ? absent : observe(subject, target.path, target.aspect)
        }
        case 'name':
          return subjects[target.record]?.name ?? absent
        case 'file':
          return file(target.path)
        case 'env':
          return env(target.name)?.digest ?? absent
      }
    },
  }
}

const memo = <Answer>(ask: (question: string) => Answer): ((question: string) => Answer) => {
  const known = new Map<string, { readonly answer: Answer }>()
  return (question) => {
    const before = known.get(question)
    if (before !== undefined) return before.answer
    const answer = ask(question)
    known.set(question, { answer })
    return answer
  }
}
