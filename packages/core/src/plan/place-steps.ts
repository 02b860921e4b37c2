import type { Application, Binding, Definition, Subject, Unfolding } from '../graph/application.ts'
import type { Unfoldings } from '../graph/collect.ts'
import type { makeStageCodes } from './stage-codes.ts'
import { declarationOf, type Step, type StepInput } from './step.ts'

/** What steps are made of beside their applications. */
export interface Placing {
  readonly stepOf: ReadonlyMap<Application, number>
  readonly unfoldings: Unfoldings
  /** Those that have been placed. */
  readonly steps: readonly Step[]
  readonly codeOf: ReturnType<typeof makeStageCodes>
}

export interface Placer {
  readonly place: (application: Application, index: number) => Step
  /** Whether an application that was placed stands for those of items that are not known. */
  readonly isTemplate: (application: Application) => boolean
}

/** Makes steps of applications, in the order of their numbers. */
export const makePlacer = (placing: Placing): Placer => {
  const { stepOf, codeOf } = placing
  const templates = new Set<Application>()
  const isUnknown = (application: Application | undefined): boolean =>
    application !== undefined &&
    (templates.has(application) ||
      (application.element !== undefined && application.element.known === undefined))
  /** An aggregate over forks of an item is one, too. */
  const noteTemplate = (application: Application): boolean => {
    const { subject, bindings, previous, ofMembers, unfolding } = application
    const isOne =
      subject.isTemplate === true ||
      isUnknown(previous) ||
      bindings.some(({ maker }) => isUnknown(maker)) ||
      (unfolding === undefined && ofMembers.some(isUnknown))
    if (isOne) templates.add(application)
    return isOne
  }
  const uniqueId = makeUniqueIds()
  const alone = listsOfOne()
  const positionOf = makePositions()
  const place: Placer['place'] = (application, index) => {
    const { definition, subject, members, unfolding, bindings } = application
    const id = uniqueId(definition.name, subject.name)
    const subjects = members.length === 0 ? alone(subject) : [subject, ...members]
    const isStandIn = noteTemplate(application)
    const isCounted = !subject.isNamed && !isStandIn
    const position = isCounted ? positionOf(definition.name) : undefined
    const from = unfolding === undefined ? undefined : gathered(application, unfolding, placing)
    const inputs = from === undefined ? inputsOf(bindings, stepOf) : from.inputs
    // Most steps are made in one go: copying each once more shows in a plan of very many.
    const of = from?.application ?? application
    const step: Step = { index, id, application: of, position, subjects, inputs, ...codeOf(definition) }
    if (from === undefined && !isStandIn) return step
    return { ...step, ...from, ...(isStandIn && { isTemplate: true }) }
  }
  return { place, isTemplate: (application) => templates.has(application) }
}

/** What a step of lists gathers from, or what it waits for. */
export const gathered = (
  application: Application,
  unfolding: Unfolding,
  { stepOf, unfoldings, steps }: Omit<Placing, 'codeOf'>,
): Pick<Step, 'inputs' | 'lists' | 'folded'> & Partial<Pick<Step, 'application'>> => {
  const { definition } = application
  const [output = ''] = definition.outputNames
  const lists = inputsOf(unfolding.lists, stepOf)
  const unfolded = unfoldings.get(unfolding)
  if (unfolded !== undefined) {
    const bindings = unfolded.bindingsOf(output)
    const found = { inputs: inputsOf(bindings, stepOf), lists }
    if (definition.kind !== 'expand') return found
    const maker = steps[found.inputs[0]?.producer ?? -1]
    return { ...found, application: { ...application, definition: kept(definition, maker) } }
  }
  const [template] = inputsOf(unfolding.template.bindingsOf(output), stepOf)
  return { inputs: [], lists, folded: { template: template?.producer } }
}

/** Nobody said how an expansion keeps what it takes over: as the stage does that outputs it. */
const kept = (definition: Definition, maker: Step | undefined): Definition => ({
  ...definition,
  outputs: definition.outputs.map((output) => ({
    ...output,
    cacher: output.cacher ?? (maker && declarationOf(maker, output.name)?.cacher),
  })),
})

const inputsOf = (
  bindings: readonly Binding[],
  stepOf: ReadonlyMap<Application, number>,
): readonly StepInput[] =>
  bindings.map(({ name, record, maker }): StepInput => {
    const { element, span } = maker ?? {}
    const producer = element === undefined ? maker : element.maker
    const input = { name, record, producer: producer && stepOf.get(producer) }
    if (element === undefined && span === undefined) return input
    return { ...input, ...(element && { element }), ...(span && { span }) }
  })

/** The steps that one depends on, each once. */
export const producersOf = (step: Step | undefined): Iterable<number> => {
  if (step === undefined) return []
  const { inputs, lists, folded } = step
  const producers: number[] = []
  for (const { producer } of inputs) if (producer !== undefined) producers.push(producer)
  for (const { producer } of lists ?? []) if (producer !== undefined) producers.push(producer)
  if (folded?.template !== undefined) producers.push(folded.template)
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
