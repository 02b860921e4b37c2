import * as E from 'fp-ts/lib/Either.js'
import type { Either } from '../types/fp-ts.ts'
import {
  InputSignatureError,
  MissingInputError,
  type AnyStagewrightError,
  UnhashableParameterError,
} from '../errors/index.ts'
import type { Definition, Subject } from '../graph/application.ts'
import { makersOf } from '../graph/artifacts.ts'
import { numberApplications, type Unfoldings } from '../graph/collect.ts'
import type { AnyRecord } from '../graph/record.ts'
import { makeTopology } from '../graph/topology.ts'
import type { Fingerprinter } from '../ports/fingerprinter.ts'
import { encode, formatPath, UnencodableValue } from '../values/encode.ts'
import { makeGrowth } from './growth.ts'
import { guardsOf, isBarrier } from './guards.ts'
import { makePlacer, producersOf } from './place-steps.ts'
import { duplicateStages, makeStageCodes, untrackedErrors, untrackedWarnings } from './stage-codes.ts'
import { cacherOf, neededBy, type Step, type StepInput, type Wiring } from './step.ts'
import type { PlanWarning } from './warning.ts'

/**
 * Lays out the graph of the targets' applications. All that is wrong with it comes at once.
 *
 * @param strict whether code that cannot be followed is wrong, and not only worth a warning
 * @param known what lists came to, as far as it is known
 */
export const wire = (
  records: readonly AnyRecord[],
  fingerprinter: Fingerprinter,
  strict: boolean,
  known: Unfoldings = new Map(),
): Either<readonly AnyStagewrightError[], Wiring> => {
  const unfoldings = new Map(known)
  const stepOf = numberApplications(records, unfoldings)
  const codeOf = makeStageCodes(fingerprinter)
  const steps: Step[] = []
  const placer = makePlacer({ stepOf, unfoldings, codeOf, steps })
  for (const [application, index] of stepOf) steps.push(placer.place(application, index))
  const firsts = firstOfEach(steps)
  const lacking = steps.filter((step) => neededBy(step).some(isMissing))
  const errors = [
    ...missingInputs(lacking),
    ...noLists(steps),
    ...duplicateStages(firsts),
    ...unhashableParameters(steps),
    ...(strict ? untrackedErrors(firsts) : []),
  ]
  if (errors.length > 0) return E.left(errors)
  const guards = steps.some(isBarrier) ? guardsOf(steps, stepOf, unfoldings) : undefined
  const topology = makeTopology(steps.length, (step) => producersOf(steps[step]), guards)
  return E.right({
    steps,
    topology,
    stepOf,
    unfoldings,
    ...makeGrowth({ steps, topology, stepOf, unfoldings, placer, guards }),
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

/** Of a list that is missing, the step that gathers tells. */
const isMissing = ({ producer, element }: StepInput): boolean =>
  producer === undefined && element === undefined

/** What steps go over that is not kept as a list. */
const noLists = (steps: readonly Step[]): readonly AnyStagewrightError[] => {
  const told = new Set<string>()
  return steps.flatMap(({ application, lists = [] }) =>
    lists.flatMap((input) => {
      const { name, producer } = input
      const { unfolding, subject } = application
      const maker = producer === undefined ? undefined : steps[producer]
      if (maker === undefined) return []
      const stage = maker.application.definition.name
      const cacher = cacherOf(input, maker)
      if (unfolding?.takes === 'values') {
        // That of an expansion is known when it has expanded.
        if (cacher !== undefined || maker.application.definition.kind === 'expand') return []
        return [
          new InputSignatureError(
            { stage: unfolding.name, record: subject.name, artifact: name },
            `'${name}', which stage '${stage}' outputs, is not stored, so a plan cannot look at it. Give the stage 'cachers'.`,
          ),
        ]
      }
      if (cacher?.via === 'list') return []
      if (told.has(`${unfolding?.name} ${stage}`)) return []
      told.add(`${unfolding?.name} ${stage}`)
      return [
        new InputSignatureError(
          { stage: unfolding?.name, record: subject.name, artifact: name },
          `'${name}', which stage '${stage}' outputs, is not kept as a list, so it has no items to go over. Give it the cacher list(json()), or list(...) around another one.`,
        ),
      ]
    }),
  )
}

const missingInputs = (steps: readonly Step[]): readonly AnyStagewrightError[] =>
  steps.flatMap((step) => {
    const { application } = step
    const { definition, subject } = application
    if (definition.suppressMissingInputs) return []
    return neededBy(step)
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
    for (const subject of all)
      // An item's record has the parameters of the one that it is made of.
      if (subject.of === undefined && !subjects.has(subject))
        subjects.set(subject, application.definition.name)
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
