import * as E from 'fp-ts/lib/Either.js'
import type { Either } from '../types/fp-ts.ts'
import { MissingInputError, type AnyStagewrightError, UnhashableParameterError } from '../errors/index.ts'
import type { Application, Definition, Subject } from '../graph/application.ts'
import { makersOf } from '../graph/artifacts.ts'
import { numberApplications } from '../graph/collect.ts'
import type { AnyRecord } from '../graph/record.ts'
import { makeTopology } from '../graph/topology.ts'
import type { Fingerprinter } from '../ports/fingerprinter.ts'
import { encode, formatPath, UnencodableValue } from '../values/encode.ts'
import { guardsOf, isBarrier } from './guards.ts'
import { duplicateStages, makeStageCodes, untrackedErrors, untrackedWarnings } from './stage-codes.ts'
import type { Step, StepInput, Wiring } from './step.ts'
import type { PlanWarning } from './warning.ts'

/**
 * Lays out the graph of the targets' applications. All that is wrong with it comes at once.
 *
 * @param strict whether code that cannot be followed is wrong, and not only worth a warning
 */
export const wire = (
  records: readonly AnyRecord[],
  fingerprinter: Fingerprinter,
  strict: boolean,
): Either<readonly AnyStagewrightError[], Wiring> => {
  const stepOf = numberApplications(records)
  const codeOf = makeStageCodes(fingerprinter)
  const uniqueId = makeUniqueIds()
  const alone = listsOfOne()
  const positionOf = makePositions()
  const steps = Array.from(stepOf, ([application, index]): Step => {
    const { definition, subject, members } = application
    const id = uniqueId(definition.name, subject.name)
    const subjects = members.length === 0 ? alone(subject) : [subject, ...members]
    const inputs = inputsOf(application, stepOf)
    const position = subject.isNamed ? undefined : positionOf(definition.name)
    return { index, id, application, position, subjects, inputs, ...codeOf(definition) }
  })
  const firsts = firstOfEach(steps)
  const lacking = steps.filter(({ inputs }) => inputs.some(isMissing))
  const errors = [
    ...missingInputs(lacking),
    ...duplicateStages(firsts),
    ...unhashableParameters(steps),
    ...(strict ? untrackedErrors(firsts) : []),
  ]
  if (errors.length > 0) return E.left(errors)
  const topology = makeTopology(
    steps.length,
    (step) => producersOf(steps[step]),
    steps.some(isBarrier) ? guardsOf(steps, stepOf) : undefined,
  )
  return E.right({
    steps,
    topology,
    stepOf,
    warnings: [...inputWarnings(lacking), ...(strict ? [] : untrackedWarnings(firsts))],
  })
}

/** The first step of each definition: what is wrong with one is told once. */
const firstOfEach = (steps: readonly Step[]): readonly Step[] => {
  const firsts = new Map<Definition, Step>()
  for (const step of steps) {
    const { definition } = step.application
    if (!firsts.has(definition)) firsts.set(definition, step)
  }
  return [...firsts.values()]
}

const isMissing = ({ producer }: StepInput): boolean => producer === undefined

const inputsOf = (application: Application, stepOf: ReadonlyMap<Application, number>): readonly StepInput[] =>
  application.bindings.map(({ name, record, maker }) => ({
    name,
    record,
    producer: maker && stepOf.get(maker),
  }))

const producersOf = (step: Step | undefined): Iterable<number> => {
  const producers: number[] = []
  for (const { producer } of step?.inputs ?? []) if (producer !== undefined) producers.push(producer)
  return producers.length < 2 ? producers : new Set(producers)
}

/** The steps of one record share the list of it. */
const listsOfOne = (): ((subject: Subject) => readonly Subject[]) => {
  const known = new Map<Subject, readonly Subject[]>()
  return (subject) => {
    const list = known.get(subject) ?? [subject]
    known.set(subject, list)
    return list
  }
}

/** Counts the steps of each stage. */
const makePositions = (): ((stage: string) => number) => {
  const counts = new Map<string, number>()
  return (stage) => {
    const position = (counts.get(stage) ?? 0) + 1
    counts.set(stage, position)
    return position
  }
}

/** `stage@record`, made unique by `#2` where it is not. */
const makeUniqueIds = (): ((stage: string, record: string) => string) => {
  /** By what stands before an id's first `@`, for what stands after it: there are few of the former. */
  const used = new Map<string, Map<string, number>>()
  return (stage, record) => {
    const at = stage.indexOf('@')
    const before = at < 0 ? stage : stage.slice(0, at)
    const after = at < 0 ? record : `${stage.slice(at + 1)}@${record}`
    const known = used.get(before) ?? new Map<string, number>()
    used.set(before, known)
    let uses = known.get(after) ?? 0
    let unique = uses === 0 ? after : `${after}#${uses + 1}`
    while (uses > 0 && known.has(unique)) unique = `${after}#${++uses + 1}`
    known.set(after, uses + 1)
    if (unique !== after) known.set(unique, 1)
    return `${before}@${unique}`
  }
}

const missingInputs = (steps: readonly Step[]): readonly AnyStagewrightError[] =>
  steps.flatMap(({ application, inputs }) => {
    const { definition, subject } = application
    if (definition.suppressMissingInputs) return []
    return inputs
      .filter(isMissing)
      .map(
        ({ name }) =>
          new MissingInputError({ stage: definition.name, record: subject.name, artifact: name }, [
            ...makersOf(application.available).keys(),
          ]),
      )
  })

const unhashableParameters = (steps: readonly Step[]): readonly AnyStagewrightError[] => {
  const subjects = new Map<Subject, string>()
  for (const { application, subjects: all } of steps)
    for (const subject of all) if (!subjects.has(subject)) subjects.set(subject, application.definition.name)
  return [...subjects].flatMap(([subject, stage]) => unhashableIn(subject, stage))
}

const unhashableIn = (subject: Subject, stage: string): readonly AnyStagewrightError[] =>
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
    return inputs.filter(isMissing).map(({ name, record }): PlanWarning => {
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
