import { InvalidArgumentError } from '../errors/index.ts'
import type { Application, Binding, Definition, Subject } from './application.ts'
import { makerOf, withOutputsOf } from './artifacts.ts'
import { type AnyRecord, makeRecord, type RecordState, stateOf } from './record.ts'

/** Applies a stage to a record: a new record, whose artifacts include the stage's outputs. Nothing runs. */
export const applyStage = (definition: Definition, target: unknown): AnyRecord => {
  const state = stateOf(target, definition.name)
  const bindings = definition.inputs.map((name): Binding => ({
    name,
    record: 0,
    maker: makerOf(state.artifacts, name),
  }))
  return extend(state, definition, bindings, [])
}

/** Applies an aggregate to a record and to the records that it looks at. Nothing runs. */
export const applyAggregate = (definition: Definition, target: unknown, members: unknown): AnyRecord => {
  const { name: stage, inputs } = definition
  if (!Array.isArray(members))
    throw new InvalidArgumentError(`Aggregate '${stage}' takes a record and an array of records.`, { stage })
  const states = members.map((member) => stateOf(member, stage))
  const bindings = states.flatMap(({ artifacts }, index) =>
    inputs.map((name): Binding => ({ name, record: index + 1, maker: makerOf(artifacts, name) })),
  )
  return extend(stateOf(target, stage), definition, bindings, states)
}

const noMembers: readonly Subject[] = []
const noApplications: readonly Application[] = []

const extend = (
  { subject, artifacts, last }: RecordState,
  definition: Definition,
  bindings: readonly Binding[],
  members: readonly RecordState[],
): AnyRecord => {
  const application: Application = {
    definition,
    subject,
    members: members.length === 0 ? noMembers : members.map((member) => member.subject),
    bindings,
    available: artifacts,
    previous: last,
    ofMembers: members.length === 0 ? noApplications : members.flatMap((member) => member.last ?? []),
  }
  return recordAfter(application)
}

/** The record as it is right after an application. */
export const recordAfter = (application: Application): AnyRecord => {
  const { definition, subject, available } = application
  const isBare = definition.outputs.length === 0
  return makeRecord({
    subject,
    artifacts: isBare ? available : withOutputsOf(application, available),
    last: application,
  })
}
