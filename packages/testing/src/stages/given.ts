import {
  aggregate,
  canonicalText,
  type ExperimentRecord,
  type GrowState,
  record,
  type RecordView,
  type StageContext,
} from '@stagewright/core'

/** `given(record, values)`: a record that holds artifacts which nothing had to make. */
export interface Given {
  <State, Params, Values extends object>(
    record: ExperimentRecord<State, Params>,
    values: Values,
  ): ExperimentRecord<GrowState<State, Values>, Params>
}

/**
 * Gives a record artifacts without running what would make them, so that one stage can be tested alone. Wiring is
 * proven as ever: the stage that is applied to the record must fit the values.
 *
 * Equal plain data is the same artifact, so that plans tell what a change of it makes run. Anything else (a function,
 * an instance of a class) is another artifact each time that `given` is called. Values are handed on as they are, and
 * not copied. In plans and results the steps are called `given(name)`; the matchers leave them out.
 */
export const given = ((target: ExperimentRecord, values: object) =>
  Object.entries(values).reduce(hold, target)) as unknown as Given
// The cast holds because `hold` adds one artifact of the value's own type for each key, and changes nothing else.

const hold = (target: ExperimentRecord, [artifact, value]: [string, unknown]): ExperimentRecord => {
  const identity = identityOf(value)
  const source = record(
    { artifact, value: () => value },
    { name: 'given', represent: { value: () => identity } },
  )
  return aggregate({ name: givenName(artifact), outputs: [artifact], version: 1 })(give)(target, [source])
}

const give = (
  _: StageContext,
  [source]: readonly RecordView<{ artifact: string; value: () => unknown }>[],
): { readonly [artifact: string]: unknown } =>
  source === undefined ? {} : { [source.params.artifact]: source.params.value() }

const identityOf = (value: unknown): string => {
  try {
    return canonicalText(value)
  } catch {
    return crypto.randomUUID()
  }
}

const givenName = (artifact: string): string => `given(${artifact})`

/** Whether a step only hands on what a test gave. */
export const isGiven = ({
  stage,
  outputs,
}: {
  readonly stage: string
  readonly outputs: readonly string[]
}): boolean => outputs.length === 1 && stage === givenName(outputs[0] ?? '')
