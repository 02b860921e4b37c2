import { InvalidArgumentError } from '../errors/index.ts'
import type { Application, Binding, Definition, History, Source } from './application.ts'
import { bind, lookUp } from './bindings.ts'
import { type AnyRecord, makeRecord, stateOf } from './record.ts'

/** Applies a stage to a record: a new record, whose artifacts include the stage's outputs. Nothing runs. */
export const applyStage = (definition: Definition, target: unknown): AnyRecord => {
  const state = stateOf(target, `Stage '${definition.name}'`)
  const bindings = definition.inputs.map((name) => ({
    name,
    record: 0,
    source: lookUp(state.artifacts, name),
  }))
  return extend(target, definition, bindings, [])
}

/** Applies an aggregate to a record and to the records that it looks at. Nothing runs. */
export const applyAggregate = (definition: Definition, target: unknown, members: unknown): AnyRecord => {
  if (!Array.isArray(members))
    throw new InvalidArgumentError(`Aggregate '${definition.name}' takes a record and an array of records.`, {
      stage: definition.name,
    })
  const bindings = members.flatMap((member: unknown, index): Binding[] => {
    const state = stateOf(member, `Aggregate '${definition.name}'`)
    return definition.inputs.map((name) => ({
      name,
      record: index + 1,
      source: lookUp(state.artifacts, name),
    }))
  })
  return extend(target, definition, bindings, members)
}

const extend = (
  target: unknown,
  definition: Definition,
  bindings: readonly Binding[],
  members: readonly unknown[],
): AnyRecord => {
  const state = stateOf(target, `Stage '${definition.name}'`)
  const states = members.map((member) => stateOf(member, `Aggregate '${definition.name}'`))
  const application: Application = {
    definition,
    subject: state.subject,
    members: states.map((member) => member.subject),
    bindings,
    available: state.artifacts,
  }
  const before = [state, ...states].flatMap(({ history }): History[] =>
    history === undefined ? [] : [history],
  )
  const outputs = definition.outputs.map(({ name }): readonly [string, Source] => [
    name,
    { application, output: name },
  ])
  return makeRecord({
    subject: state.subject,
    artifacts: outputs.length === 0 ? state.artifacts : bind(state.artifacts, outputs),
    history: { application, before },
  })
}
