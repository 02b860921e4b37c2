import type { Definition, Subject } from '../graph/application.ts'
import type { Digest } from '../ports/trace.ts'
import { observe } from '../reads/observe.ts'
import { encode } from '../values/encode.ts'
import type { Step, Wiring } from './step.ts'

/** Raised when summaries say other things, or say them otherwise. */
const summaryFormat = 1

/** Pipelines of the same stages share a summary: their parameters and their code may differ. */
export const summaryName = ({ steps }: Wiring, digest: (text: string) => Digest): Digest => {
  const definitions = new Set(steps.map(({ application }) => application.definition))
  return digest(encode([summaryFormat, ...Array.from(definitions, ({ name }) => name).toSorted()]))
}

/**
 * What decides what a step's past says of it, as long as the store stays as it is and no execution with its base looked
 * outside: its base, the outputs that it must have, and all that its function could look at in its records.
 * `undefined` where not all of that has a canonical form.
 */
export type SummaryKeys = (step: Step, base: Digest) => string | undefined

/** Of the digests in a key so many hexadecimal digits: no two of 128 bits will ever be the same by chance. */
const digits = 32

export const makeSummaryKeys = (digest: (text: string) => Digest): SummaryKeys => {
  const bySubject = new Map<Subject, string | undefined>()
  const byDefinition = new Map<Definition, string>()
  const subjectKey = (subject: Subject): string | undefined => {
    if (bySubject.has(subject)) return bySubject.get(subject)
    const sights = sightsOf(subject)
    const key = sights && digest(sights).slice(0, digits)
    bySubject.set(subject, key)
    return key
  }
  const outputsKey = (definition: Definition): string => {
    const key = byDefinition.get(definition) ?? digest(encode(definition.outputNames)).slice(0, digits)
    byDefinition.set(definition, key)
    return key
  }
  const subjectsKey = (subjects: readonly Subject[]): string | undefined => {
    const [first] = subjects
    if (subjects.length === 1 && first !== undefined) return subjectKey(first)
    const keys = subjects.map(subjectKey)
    return keys.includes(undefined) ? undefined : digest(keys.join('')).slice(0, digits)
  }
  return ({ application, subjects }, base) => {
    const ofSubjects = subjectsKey(subjects)
    return ofSubjects && `${base.slice(0, digits)}${outputsKey(application.definition)}${ofSubjects}`
  }
}

/** All that a function can look at in a record. A form that stands for a parameter says less than its parts. */
const sightsOf = (subject: Subject): string | undefined => {
  const { name, operational, represent } = subject
  if (Object.keys(represent).length > 0) return undefined
  return encode([name, [...operational].toSorted(), observe(subject, [], 'value')])
}
