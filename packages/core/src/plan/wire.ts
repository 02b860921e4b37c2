import * as E from 'fp-ts/lib/Either.js'
import {
  DuplicateStageError,
  MissingInputError,
  type StagewrightError,
  UnhashableParameterError,
} from '../errors/index.ts'
import type { Application, Definition, Subject } from '../graph/application.ts'
import { entriesOf } from '../graph/bindings.ts'
import { collectApplications } from '../graph/collect.ts'
import type { AnyRecord } from '../graph/record.ts'
import { makeTopology } from '../graph/topology.ts'
import type { CodeFingerprint, Fingerprinter } from '../ports/fingerprinter.ts'
import { encode, formatPath, UnencodableValue } from '../values/encode.ts'
import { basePrefix } from './key.ts'
import type { Step, StepInput, Wiring } from './step.ts'
import type { PlanWarning } from './warning.ts'

/** Lays out the graph of the targets' applications. All that is wrong with it comes at once. */
export const wire = (
  records: readonly AnyRecord[],
  fingerprinter: Fingerprinter,
): E.Either<readonly StagewrightError[], Wiring> => {
  const applications = collectApplications(records)
  const stepOf = new Map(applications.map((application, index) => [application, index]))
  const codes = makeCodes(fingerprinter)
  const uniqueId = makeUniqueIds()
  const steps = applications.map((application, index): Step => {
    const { definition, subject, members } = application
    const { code, codeDigest, basePrefix: prefix } = codes.of(definition)
    const id = uniqueId(`${definition.name}@${subject.name}`)
    const subjects = members.length === 0 ? [subject] : [subject, ...members]
    const inputs = inputsOf(application, stepOf)
    return { index, id, application, subjects, inputs, code, codeDigest, basePrefix: prefix }
  })
  const errors = [...missingInputs(steps), ...codes.duplicates(steps), ...unhashableParameters(steps)]
  if (errors.length > 0) return E.left(errors)
  const topology = makeTopology(steps.map(producersOf))
  return E.right({ steps, topology, stepOf, warnings: [...inputWarnings(steps), ...codeWarnings(steps)] })
}

const inputsOf = (application: Application, stepOf: ReadonlyMap<Application, number>): readonly StepInput[] =>
  application.bindings.map(({ name, record, source }) => {
    const step = source && stepOf.get(source.application)
    return {
      name,
      record,
      producer: step === undefined || !source ? undefined : { step, output: source.output },
    }
  })

const producersOf = ({ inputs }: Step): readonly number[] => {
  const producers = new Set<number>()
  for (const { producer } of inputs) if (producer !== undefined) producers.add(producer.step)
  return [...producers]
}

const makeUniqueIds = (): ((id: string) => string) => {
  const used = new Map<string, number>()
  return (id) => {
    let uses = used.get(id) ?? 0
    let unique = uses === 0 ? id : `${id}#${uses + 1}`
    while (uses > 0 && used.has(unique)) unique = `${id}#${++uses + 1}`
    used.set(id, uses + 1)
    if (unique !== id) used.set(unique, 1)
    return unique
  }
}

type CodeOfStep = Pick<Step, 'code' | 'codeDigest' | 'basePrefix'>

interface Codes {
  readonly of: (definition: Definition) => CodeOfStep
  readonly duplicates: (steps: readonly Step[]) => readonly StagewrightError[]
}

/** Fingerprints each function once. */
const makeCodes = (fingerprinter: Fingerprinter): Codes => {
  const known = new Map<Definition, CodeOfStep>()
  const digestOf = (dependency: unknown): string =>
    typeof dependency === 'function'
      ? // A function's own type does not matter to its fingerprint.
        fingerprinter.code(dependency as (...args: never) => unknown).digest
      : encode(dependency)
  return {
    of: (definition) => {
      const before = known.get(definition)
      if (before !== undefined) return before
      const fingerprint = fingerprinter.code(definition.fn)
      const { version } = definition
      const deps = definition.deps.map(digestOf)
      const own = version === undefined ? `code ${fingerprint.digest}` : `version ${version}`
      const codeDigest = fingerprinter.digest([own, ...deps].join('\n'))
      const ownParts = version === undefined ? fingerprint.parts : { [own]: fingerprinter.digest(own) }
      const depParts = deps.map((dep, index) => [`dependency ${index + 1}`, fingerprinter.digest(dep)])
      const code = { ...fingerprint, parts: { ...ownParts, ...Object.fromEntries(depParts) } }
      const found = { code, codeDigest, basePrefix: basePrefix(definition, codeDigest) }
      known.set(definition, found)
      return found
    },
    duplicates: (steps) => {
      const first = new Map<string, Step>()
      const wrong = new Map<string, StagewrightError>()
      for (const step of steps) {
        const { name, fn } = step.application.definition
        const earlier = first.get(name)
        if (earlier === undefined) first.set(name, step)
        else if (earlier.application.definition.fn !== fn && !areTheSame(earlier.code, step.code))
          wrong.set(name, new DuplicateStageError({ stage: name, record: step.application.subject.name }))
      }
      return [...wrong.values()]
    },
  }
}

/** Two function objects can be one stage only if what they captured was compared too. */
const areTheSame = (a: CodeFingerprint, b: CodeFingerprint): boolean =>
  a.digest === b.digest && a.followsCaptures && b.followsCaptures && a.untracked.length === 0

const missingInputs = (steps: readonly Step[]): readonly StagewrightError[] =>
  steps.flatMap(({ application, inputs }) => {
    const { definition, subject } = application
    if (definition.suppressMissingInputs) return []
    return inputs
      .filter(({ producer }) => producer === undefined)
      .map(
        ({ name }) =>
          new MissingInputError({ stage: definition.name, record: subject.name, artifact: name }, [
            ...entriesOf(application.available).keys(),
          ]),
      )
  })

const unhashableParameters = (steps: readonly Step[]): readonly StagewrightError[] => {
  const subjects = new Map<Subject, string>()
  for (const { application, subjects: all } of steps)
    for (const subject of all) if (!subjects.has(subject)) subjects.set(subject, application.definition.name)
  return [...subjects].flatMap(([subject, stage]) => unhashableIn(subject, stage))
}

const unhashableIn = (subject: Subject, stage: string): readonly StagewrightError[] =>
  Object.entries(subject.params).flatMap(([name, value]) => {
    if (subject.operational.has(name)) return []
    const form = subject.represent[name]
    try {
      // The types of `record` give each form the parameter that it stands for.
      encode(form === undefined ? value : form(value as never))
      return []
    } catch (error) {
      const [path, what] =
        error instanceof UnencodableValue
          ? [error.path, error.what]
          : [[], `given to a 'represent' that throws (${String(error)})`]
      return [
        new UnhashableParameterError({ stage, record: subject.name }, formatPath([name, ...path]), what),
      ]
    }
  })

const inputWarnings = (steps: readonly Step[]): readonly PlanWarning[] =>
  steps.flatMap(({ application, inputs, subjects }) => {
    const { definition } = application
    return inputs
      .filter(({ producer }) => producer === undefined)
      .map(({ name, record }): PlanWarning => {
        const about = subjects[record]?.name ?? ''
        const place = { stage: definition.name, record: about, subject: name }
        return definition.kind === 'aggregate'
          ? {
              ...place,
              type: 'record-without-input',
              message: `Aggregate '${definition.name}' gets no '${name}' from record '${about}', which has none.`,
            }
          : {
              ...place,
              type: 'missing-input',
              message: `Stage '${definition.name}' gets undefined for its input '${name}' in record '${about}': nothing outputs it.`,
            }
      })
  })

const codeWarnings = (steps: readonly Step[]): readonly PlanWarning[] => {
  const warned = new Set<string>()
  return steps.flatMap(({ application, code }) => {
    const { name, version } = application.definition
    if (version !== undefined || warned.has(name)) return []
    warned.add(name)
    return code.untracked.map((subject): PlanWarning => ({
      type: 'untracked-code',
      stage: name,
      record: application.subject.name,
      subject,
      message: `Stage '${name}' uses ${subject}, which cannot be followed: a change of it will not be seen. Give the stage a 'version'.`,
    }))
  })
}
