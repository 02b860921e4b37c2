import { json, jsonText } from '../cachers/json.ts'
import { declarationOf, type Step, type Wiring } from '../plan/step.ts'
import { outputOf } from '../ports/output-of.ts'
import type { TraceHead } from '../ports/trace.ts'
import type { InputValues } from './values.ts'

/** Bytes of a call's inputs that are copied and compared; what is larger is taken to be left as it is. */
const mostBytes = 16 << 20

/** The inputs of one call, and what tells afterwards which of them its function changed in place. */
interface Watched {
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
  step: Step,
  inputs: InputValues,
  traceOf: (producer: number) => TraceHead | undefined,
) => Watched

export const makeInputWatch = (wiring: Wiring): InputWatch => {
  const looked = new Set<string>()
  const changing = new Set<string>()
  return (step, inputs, traceOf) => {
    const stage = step.application.definition.name
    if (looked.has(stage) && !changing.has(stage)) return { inputs, changed: none }
    const copies = copiesOf(step, inputs, wiring, traceOf)
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
        if (names.length === 0 || changing.has(stage)) return []
        changing.add(stage)
        return [...new Set(names)]
      },
    }
  }
}

const none = (): readonly string[] => []

/** An input that a function gets as a value of its own. */
interface Copy {
  readonly name: string
  /** Which of the call's maps it belongs to. */
  readonly map: number
  readonly before: string
  readonly copy: unknown
}

const copiesOf = (
  step: Step,
  inputs: InputValues,
  wiring: Wiring,
  traceOf: (producer: number) => TraceHead | undefined,
): readonly Copy[] => {
  const isStage = step.application.definition.kind === 'stage'
  const copies: Copy[] = []
  let room = mostBytes
  for (const { name, record, producer } of step.inputs) {
    if (producer === undefined || !isJson(wiring, producer, name)) continue
    const map = isStage ? 0 : record - 1
    const value = inputs[map]?.get(name)
    const stored = outputOf(traceOf(producer), name)?.stored
    if (typeof value !== 'object' || value === null || stored === undefined) continue
    room -= stored.size
    if (room < 0) break
    const before = textOf(value)
    if (before !== undefined) copies.push({ name, map, before, copy: JSON.parse(before) })
  }
  return copies
}

const isJson = (wiring: Wiring, producer: number, artifact: string): boolean => {
  const step = wiring.steps[producer]
  const output = step && declarationOf(step, artifact)
  return output?.resolve === true && output.cacher === json()
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
