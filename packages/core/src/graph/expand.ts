import { InvalidArgumentError, OutputSignatureError, StageExecutionError } from '../errors/index.ts'
import { isThenable } from '../run/is-thenable.ts'
import type { Application, Binding, Definition, KnownArtifact, Unfolded, Unfolding } from './application.ts'
import { makerOf, makersOf } from './artifacts.ts'
import { recordAfter } from './apply.ts'
import { define, type LooseSpec } from './define.ts'
import { type AnyRecord, isRecord, type RecordState, stateOf } from './record.ts'

/** What `expand` builds by, its parts checked. */
export interface Expanding {
  readonly name: string
  readonly inputs: readonly string[]
  /** One for each output: what stands for it outside. */
  readonly definitions: readonly Definition[]
  readonly build: (context: object, inputs: object) => unknown
}

/** Raised when artifacts are taken over differently. */
const version = '1'

/** So many expansions inside each other are taken for endless. */
const mostDepth = 200

/** How many builders are being called: one calls no other but in what it applies `expand` to. */
let depthNow = 0

/** @throws InvalidArgumentError, and what `define` throws */
export const expandingOf = (spec: LooseSpec, build: (...args: never) => unknown): Expanding => {
  const { inputs = [], outputs = [], cachers } = spec
  const name = spec.name ?? `expand(${inputs.join(', ')})`
  if (outputs.length === 0)
    throw new InvalidArgumentError(
      `${name} has no outputs. Name the artifacts that the record which its function returns has, and that others need: outputs: ['summary'].`,
      { stage: name },
    )
  // All that is wrong with the whole is told of it, and not of a part.
  const whole = define('expand', { ...spec, name, version }, build)
  const definitions = whole.outputs.map((output): Definition => ({
    ...whole,
    name: `${name}.${output.name}`,
    inputs: [output.name],
    outputs: [{ ...output, cacher: cachers === undefined ? undefined : output.cacher }],
    outputNames: [output.name],
    runs: 'here',
    fn: takeOver,
  }))
  // The types of `expand` prove that it takes these.
  return { name, inputs, definitions, build: build as Expanding['build'] }
}

/** Stands for the code of what takes an artifact over: what builds runs for each plan, so its code is in no key. */
const takeOver = (): never => {
  throw new TypeError('What takes an artifact over has no function to call.')
}

export const applyExpand = (expanding: Expanding, target: unknown): AnyRecord => {
  const state = stateOf(target, expanding.name)
  const depth = depthNow
  if (depth >= mostDepth)
    throw new InvalidArgumentError(
      `${expanding.name} was expanded inside its own expansion ${mostDepth} times over, for record '${state.subject.name}'. Let its function return a record without another expansion when there is nothing left to expand.`,
      { stage: expanding.name, record: state.subject.name },
    )
  const unfolding: Unfolding = {
    name: expanding.name,
    takes: 'values',
    lists: expanding.inputs.map((name): Binding => ({
      name,
      record: 0,
      maker: makerOf(state.artifacts, name),
    })),
    template: { of: none, bindingsOf: () => none, lasts: none },
    unfold: (known) => build(expanding, state, known, depth),
  }
  let after: RecordState = state
  for (const definition of expanding.definitions)
    after = stateOf(
      recordAfter({
        definition,
        subject: state.subject,
        members: none,
        bindings: unfolding.lists,
        available: after.artifacts,
        previous: after.last,
        ofMembers: none,
        unfolding,
      }),
      expanding.name,
    )
  const { last } = after
  if (last === undefined) throw new RangeError('Nothing was applied to the record.')
  return recordAfter(last)
}

const none: readonly never[] = []

/** @throws StageExecutionError with what the builder threw, OutputSignatureError where it did not return what it declares */
const build = (
  { name, inputs, definitions, build: builder }: Expanding,
  { subject }: RecordState,
  known: readonly KnownArtifact[],
  depth: number,
): Unfolded => {
  const place = { stage: name, record: subject.name }
  const values = Object.fromEntries(inputs.map((input, at) => [input, known[at]?.value]))
  let returned: unknown
  const before = depthNow
  depthNow = depth + 1
  try {
    returned = builder({ params: subject.params, name: subject.name }, values)
  } catch (error) {
    throw error instanceof InvalidArgumentError ? error : new StageExecutionError(place, error, 1)
  } finally {
    depthNow = before
  }
  if (isThenable(returned)) {
    // Nobody else waits for it.
    void Promise.resolve(returned).catch(() => {})
    throw new OutputSignatureError(
      place,
      'its function returned a promise. It only builds a graph: let it apply stages to record(params), and return the record at once. Work belongs into stages.',
    )
  }
  if (!isRecord(returned))
    throw new OutputSignatureError(
      place,
      `its function returned no record. It only builds a graph: let it apply stages to record(params), and return the record.`,
    )
  const { artifacts, last } = stateOf(returned, name)
  const bindings = new Map(
    definitions.flatMap(({ outputs }) =>
      outputs.map((output): [string, Binding] => {
        const maker = makerOf(artifacts, output.name)
        checkOutput(place, output.name, maker, [...makersOf(artifacts).keys()])
        return [output.name, { name: output.name, record: 0, maker }]
      }),
    ),
  )
  return {
    of: known.map(({ location }) => location),
    bindingsOf: (output) => [bindings.get(output) ?? []].flat(),
    lasts: last === undefined ? none : [last],
    record: returned,
  }
}

const checkOutput = (
  place: { readonly stage: string; readonly record: string },
  artifact: string,
  maker: Application | undefined,
  has: readonly string[],
): void => {
  if (maker === undefined)
    throw new OutputSignatureError(
      { ...place, artifact },
      `the record that its function returned has no '${artifact}', which it declares as output. It has: ${has.join(', ') || 'nothing'}.`,
    )
  const cacher = maker.definition.outputs.find(({ name }) => name === artifact)?.cacher
  if (cacher === undefined && maker.unfolding === undefined)
    throw new OutputSignatureError(
      { ...place, artifact },
      `it takes over what is stored, and '${artifact}', which stage '${maker.definition.name}' outputs, has no cacher. Give the stage 'cachers'.`,
    )
}
