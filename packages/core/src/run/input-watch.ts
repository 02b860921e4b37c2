import { json, jsonText } from '../cachers/json.ts'
import { declarationOf, type Step, type Wiring } from '../plan/step.ts'
import { outputOf } from '../ports/output-of.ts'
import type { TraceHead } from '../ports/trace.ts'
import type { InputValues } from './values.ts'

/** Bytes of a call's inputs that are copied and compared; what is larger is taken to be left as it is. */
const mostBytes = 16 << 20

/** An input that JSON holds, and which of the call's maps it is in. */
export interface JsonInput {
  readonly name: string
  readonly map: number
  /** Bytes as JSON. */
  readonly size: number
}

/** The inputs of one call, and what tells afterwards which of them its function changed in place. */
export interface Watched {
  readonly inputs: InputValues
  readonly changed: () => readonly string[]
}

/**
 * Finds functions that change their inputs in place. Steps share the values in memory, so what one changes, others
 * would see, and a later run, which loads the value, would not. So the first call of each stage in a run, and what is
 * called before that has returned, gets copies of its JSON inputs, which are compared afterwards, and a stage that changes
 * its inputs gets copies from then on.
 */
export type InputWatch = (
  stage: string,
  inputs: InputValues,
  jsonInputs: () => readonly JsonInput[],
) => Watched

export const makeInputWatch = (): InputWatch => {
  const looked = new Set<string>()
  const changing = new Set<string>()
  return (stage, inputs, jsonInputs) => {
    if (looked.has(stage) && !changing.has(stage)) return { inputs, changed: none }
    const copies = copiesOf(inputs, jsonInputs())
    return {
      inputs: inputs.map((values, at) =>
        withCopies(
          values,
          copies.filter(({ map }) => map === at),
        ),
      ),
      changed: () => {
        looked.add(stage)
        const names = copies.filter(({ copy, before }) => textOf(copy) !== before).map(({ name }) => name)
        if (names.length === 0 || changing.has(stage)) return none()
        changing.add(stage)
        return [...new Set(names)]
      },
    }
  }
}

const none = (): readonly string[] => []

/** The inputs of a step that are there as a JSON cacher made them. */
export const jsonInputsOf = (
  step: Step,
  wiring: Wiring,
  traceOf: (producer: number) => TraceHead | undefined,
): readonly JsonInput[] => {
  const isStage = step.application.definition.kind === 'stage'
  return step.inputs.flatMap(({ name, record, producer }) => {
    if (producer === undefined || !isJson(wiring, producer, name)) return []
    const stored = outputOf(traceOf(producer), name)?.stored
    return stored === undefined ? [] : [{ name, map: isStage ? 0 : record - 1, size: stored.size }]
  })
}

const isJson = (wiring: Wiring, producer: number, artifact: string): boolean => {
  const step = wiring.steps[producer]
  const output = step && declarationOf(step, artifact)
  return output?.resolve === true && output.cacher === json()
}

/** An input that a function gets as a value of its own. */
interface Copy extends JsonInput {
  readonly before: string
  readonly copy: unknown
}

const copiesOf = (inputs: InputValues, jsonInputs: readonly JsonInput[]): readonly Copy[] => {
  const copies: Copy[] = []
  let room = mostBytes
  for (const input of jsonInputs) {
    const value = inputs[input.map]?.get(input.name)
    if (typeof value !== 'object' || value === null) continue
    room -= input.size
    if (room < 0) break
    const before = textOf(value)
    if (before !== undefined) copies.push({ ...input, before, copy: JSON.parse(before) })
  }
  return copies
}

const textOf = (value: unknown): string | undefined => {
  try {
    return jsonText(value)
  } catch {
    return undefined
  }
}

const withCopies = (
  values: ReadonlyMap<string, unknown>,
  copies: readonly Copy[],
): ReadonlyMap<string, unknown> => {
  if (copies.length === 0) return values
  const all = new Map(values)
  for (const { name, copy } of copies) all.set(name, copy)
  return all
}
