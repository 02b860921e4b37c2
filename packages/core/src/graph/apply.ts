import { InvalidArgumentError } from '../errors/index.ts'
import type { Application, Binding, Definition, History, Source, Subject } from './application.ts'
import { bind, lookUp } from './bindings.ts'
import { type AnyRecord, makeRecord, type RecordState, stateOf } from './record.ts'

/** Applies a stage to a record: a new record, whose artifacts include the stage's outputs. Nothing runs. */
export const applyStage = (definition: Definition, target: unknown): AnyRecord => {
  const state = stateOf(target, definition.name)
  const bindings = definition.inputs.map((name): Binding => ({
    name,
    record: 0,
    source: lookUp(state.artifacts, name),
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
    inputs.map((name): Binding => ({ name, record: index + 1, source: lookUp(artifacts, name) })),
  )
  return extend(stateOf(target, stage), definition, bindings, states)
}

const noMembers: readonly Subject[] = []

const extend = (
  state: RecordState,
  definition: Definition,
  bindings: readonly Binding[],
  members: readonly RecordState[],
): AnyRecord => {
  const { subject, artifacts, history } = state
  const application: Application = {
    definition,
    subject,
    members: members.length === 0 ? noMembers : members.map((member) => member.subject),
    bindings,
    available: artifacts,
  }
  const before: History[] = history === undefined ? [] : [history]
  for (const member of members) if (member.history !== undefined) before.push(member.history)
  const outputs = definition.outputs.map(({ name }): readonly [string, Source] => [
    name,
    { application, output: name },
  ])
  return makeRecord({
    subject,
    artifacts: outputs.length === 0 ? artifacts : bind(artifacts, outputs),
    history: { application, before },
  })
}
