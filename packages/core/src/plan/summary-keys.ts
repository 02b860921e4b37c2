import type { Definition, Subject } from '../graph/application.ts'
import type { Digest } from '../ports/trace.ts'
import { observe } from '../reads/observe.ts'
import { encode } from '../values/encode.ts'
import type { Step, Wiring } from './step.ts'

/** Raised when summaries say other things, or say them otherwise. */
const summaryFormat = 3

/**
 * Pipelines of the same stages share a summary in an experiment: their parameters and their code may differ. Another
 * experiment has its own, so that what a summary holds was noted as what the experiment's steps stood on.
 */
export const summaryName = (
  { steps }: Wiring,
  digest: (text: string) => Digest,
  experiment: string | undefined,
): Digest => {
  const definitions = new Set(steps.map(({ application }) => application.definition))
  return digest(
    encode([summaryFormat, experiment ?? '', ...Array.from(definitions, ({ name }) => name).toSorted()]),
  )
}

/**
 * What decides what a step's past says of it, as long as the store stays as it is and no execution with its base looked
 * outside: its base, the outputs that it must have, all that its function could look at in its records, and its place,
 * because a line also shows that the step stood there. `undefined` where not all of that has a canonical form.
 */
export type SummaryKeys = (step: Step, base: Digest) => string | undefined

/** Of the digests in a key so many hexadecimal digits: no two of 128 bits will ever be the same by chance. */
const digits = 32

/** A base as it stands at the beginning of keys. */
export const baseInKeys = (baseOrKey: string): string => baseOrKey.slice(0, digits)

/** Records are looked at now: what a function changes in a parameter later is not what it saw. */
export const makeSummaryKeys = ({ steps }: Wiring, digest: (text: string) => Digest): SummaryKeys => {
  const shortDigest = (text: string): string => digest(text).slice(0, digits)
  const bySubject = new Map<Subject, string | undefined>()
  const keyOfSubject = (subject: Subject): string | undefined => {
    // The records of items have the parameters of the one that they are made of.
    if (subject.of !== undefined) {
      const whole = bySubject.has(subject.of) ? bySubject.get(subject.of) : keyOfSubject(subject.of)
      bySubject.set(subject.of, whole)
      return whole && shortDigest(`item ${encode(subject.name)}${whole}`)
    }
    const sights = sightsOf(subject)
    return sights && shortDigest(sights)
  }
  const byDefinition = new Map<Definition, string>()
  for (const { application, subjects } of steps) {
    const { definition } = application
    if (!byDefinition.has(definition))
      byDefinition.set(definition, shortDigest(encode(definition.outputNames)))
    for (const subject of subjects) {
      if (bySubject.has(subject)) continue
      bySubject.set(subject, keyOfSubject(subject))
    }
  }
  const subjectsKey = (subjects: readonly Subject[]): string | undefined => {
    const [first] = subjects
    if (subjects.length === 1 && first !== undefined) return bySubject.get(first)
    const keys = subjects.map((subject) => bySubject.get(subject))
    return keys.includes(undefined) ? undefined : shortDigest(keys.join(''))
  }
  return (step, base) => {
    const { application, subjects } = step
    const ofSubjects = subjectsKey(subjects)
    return (
      ofSubjects &&
      `${baseInKeys(base)}${byDefinition.get(application.definition)}${ofSubjects}${placeInKeys(step)}`
    )
  }
}

/** What tells the places of steps apart that are alike: nothing for most, which have a name of their own. */
const placeInKeys = ({ id, application, position }: Step): string => {
  const { definition, subject } = application
  const use = id.slice(definition.name.length + subject.name.length + 1)
  return position === undefined ? use : `${use}.${position}`
}

/** All that a function can look at in a record. A form that stands for a parameter says less than its parts. */
const sightsOf = (subject: Subject): string | undefined => {
  const { name, operational, represent } = subject
  if (Object.keys(represent).length > 0) return undefined
  return `${encode(name)}${encode([...operational].toSorted())}${observe(subject, [], 'value')}`
}
