import { ExecutingWithSkippedInputError } from '../errors/index.ts'
import type { Application } from '../graph/application.ts'
import { declarationOf, type Step, type StepInput, type Wiring } from '../plan/step.ts'
import { digestOf, outputOf } from '../ports/output-of.ts'
import type { InputData } from '../ports/executor.ts'
import type { TraceHead } from '../ports/trace.ts'
import { loadArtifact, pathOf } from './artifacts.ts'
import { type Formats, readerFor, readerOf } from './formats.ts'
import type { FreshSession } from './fresh.ts'
import type { Memory } from '../scheduler/memory.ts'

/** How lazy outputs are treated in one run: as declared, all outputs as lazy, or none. */
export type Laziness = 'declared' | 'all' | 'none'

/** The inputs of a call: for an aggregate, one map for each record. */
export type InputValues = readonly ReadonlyMap<string, unknown>[]

interface Held {
  readonly value: unknown
}

const missing: Held = { value: undefined }

/** Where values come from: memory, or the store at the moment of use. */
export interface Values {
  /** Whether an output can be had without executing its step. */
  readonly has: (step: Step, output: string, trace: TraceHead | undefined) => boolean
  /** Whether an output can be had from the store, also when the run is over. */
  readonly isKept: (step: Step, output: string, trace: TraceHead | undefined) => boolean
  /** Whether the item that an input is can be had; true for what is no item. */
  readonly hasItem: (input: StepInput) => boolean
  /** @throws ArtifactLostError when its bytes are gone or damaged */
  readonly gather: (
    step: Step,
    traceOf: (producer: number) => TraceHead | undefined,
  ) => InputValues | Promise<InputValues>
  /** What `gather` would give, as data: artifacts are named and not loaded. */
  readonly refer: (step: Step, traceOf: (producer: number) => TraceHead | undefined) => readonly InputData[]
  readonly load: (step: Step, output: string, trace: TraceHead) => Promise<unknown>
  /** Whether the step keeps this output in memory between its execution and its last use. */
  readonly keeps: (step: Step, output: string) => boolean
}

/** The stage that outputs what is gathered or taken over, and how many lists are around it: what gathers is not found elsewhere. */
const originOf = (
  application: Application,
  output: string,
  { unfoldings }: Pick<Wiring, 'unfoldings'>,
): { readonly stage: string; readonly lists: number } => {
  let lists = 0
  for (let at = application; ;) {
    const { kind } = at.definition
    const { unfolding } = at
    const isMade = unfolding === undefined || (kind !== 'gather' && kind !== 'expand')
    const known = isMade ? undefined : kind === 'expand' ? unfoldings.get(unfolding) : unfolding.template
    const maker = known?.bindingsOf(output)[0]?.maker
    if (maker === undefined) return { stage: at.definition.name, lists }
    if (kind === 'gather') lists++
    at = maker
  }
}

/** How many records, or parts of a list, a step gets inputs of. */
const mapsOf = ({ application: { definition, members }, inputs }: Step): number => {
  if (definition.kind === 'stage') return 1
  return definition.kind === 'fold' ? inputs.length : members.length
}

export const makeValues = (
  wiring: Wiring,
  session: FreshSession,
  memory: Memory,
  formats: Formats,
  laziness: Laziness,
  lost: ReadonlySet<string>,
): Values => {
  /** By location: of two artifacts that are the same, one may be damaged. */
  const loading = new Map<string, Promise<unknown>>()
  const isLazy = (step: Step, output: string): boolean => {
    const declared = declarationOf(step, output)
    if (declared?.cacher === undefined) return false
    if (declared.cacher.reloads === true) return true
    if (laziness === 'none') return false
    return laziness === 'all' || declared.lazy
  }
  /** Whether consumers get a handle, which reads from the store whatever is in memory. */
  const isHandled = (step: Step, output: string): boolean => {
    const declared = declarationOf(step, output)
    return declared?.lazy === true && !declared.resolve && declared.cacher !== undefined
  }
  const placeOf = (step: Step, output: string) => ({
    stage: step.application.definition.name,
    record: step.application.subject.name,
    artifact: output,
  })
  const read = async (step: Step, output: string, trace: TraceHead): Promise<unknown> => {
    const stored = outputOf(trace, output)?.stored
    const cacher = stored && readerFor(step, output, stored.format, formats)
    if (stored === undefined || cacher === undefined)
      throw new ExecutingWithSkippedInputError(placeOf(step, output))
    return loadArtifact(session, stored, cacher, placeOf(step, output), formats)
  }
  const load = async (step: Step, output: string, trace: TraceHead): Promise<unknown> => {
    const { digest = '', stored } = outputOf(trace, output) ?? {}
    const held = memory.get(digest)
    if (held !== undefined) return held.value
    if (isLazy(step, output)) return read(step, output, trace)
    const location = stored?.location ?? ''
    const under = loading.get(location) ?? read(step, output, trace)
    loading.set(location, under)
    try {
      const value = await under
      memory.put(digest, value)
      return value
    } finally {
      loading.delete(location)
    }
  }
  const handleFor = (step: Step, output: string, trace: TraceHead): object => ({
    load: () => read(step, output, trace),
    path: async () => {
      const stored = outputOf(trace, output)?.stored
      if (stored === undefined) throw new ExecutingWithSkippedInputError(placeOf(step, output))
      return pathOf(session, stored)
    },
  })
  const itemValue = async (consumer: Step, { name, producer, element }: StepInput): Promise<unknown> => {
    const step = wiring.steps[producer ?? -1]
    const cacher = step && element && declarationOf(step, element.list)?.cacher
    const { item, of } = element?.known ?? {}
    const reader =
      cacher?.via === 'list' && item ? readerOf(cacher.item, item.stored.format, formats) : undefined
    if (item === undefined || of === undefined || reader === undefined)
      throw new ExecutingWithSkippedInputError(placeOf(consumer, name))
    return loadArtifact(session, item.stored, reader, placeOf(consumer, name), formats, [of])
  }
  /** At once where the value is in memory. */
  const inputValue = (
    consumer: Step,
    input: StepInput,
    trace: TraceHead | undefined,
  ): Held | Promise<unknown> => {
    const { producer = -1, name: artifact } = input
    const step = wiring.steps[producer]
    if (step === undefined || trace === undefined)
      throw new ExecutingWithSkippedInputError(placeOf(consumer, artifact))
    if (input.element !== undefined) return itemValue(consumer, input)
    const declared = declarationOf(step, artifact)
    if (declared?.lazy && !declared.resolve) return { value: handleFor(step, artifact, trace) }
    return memory.get(digestOf(trace, artifact) ?? '') ?? load(step, artifact, trace)
  }
  const gather: Values['gather'] = (step, traceOf) => {
    const { definition } = step.application
    const isStage = definition.kind === 'stage'
    const maps = Array.from({ length: mapsOf(step) }, () => new Map<string, unknown>())
    const put = ({ name, record, producer }: StepInput, value: unknown): void => {
      // A stage sees `undefined` for a suppressed input; an aggregate's record just lacks it.
      if (isStage || producer !== undefined) maps[isStage ? 0 : record - 1]?.set(name, value)
    }
    const valueOf = (input: StepInput): Held | Promise<unknown> =>
      input.producer === undefined ? missing : inputValue(step, input, traceOf(input.producer))
    /** One after another, so that few files are open at once. */
    const loadFrom = async (first: number, loading: Promise<unknown>): Promise<InputValues> => {
      for (const [offset, input] of step.inputs.slice(first).entries()) {
        const found = offset === 0 ? loading : valueOf(input)
        put(input, found instanceof Promise ? await found : found.value)
      }
      return maps
    }
    let index = 0
    for (const input of step.inputs) {
      const found = valueOf(input)
      if (found instanceof Promise) return loadFrom(index, found)
      put(input, found.value)
      index++
    }
    return maps
  }
  const refer: Values['refer'] = (consumer, traceOf) =>
    consumer.inputs.map((input) => {
      const { name, record, producer } = input
      if (producer === undefined) return { name, record }
      const step = wiring.steps[producer]
      if (input.element !== undefined) return referToItem(consumer, input, step)
      const trace = traceOf(producer)
      const declared = step && declarationOf(step, name)
      if (step === undefined || trace === undefined || declared === undefined)
        throw new ExecutingWithSkippedInputError(placeOf(consumer, name))
      const stored = outputOf(trace, name)?.stored
      const held = memory.get(digestOf(trace, name) ?? '')
      if (stored === undefined || (lost.has(stored.location) && held !== undefined)) {
        if (held === undefined) throw new ExecutingWithSkippedInputError(placeOf(consumer, name))
        return { name, record, value: { value: held.value } }
      }
      const handle = declared.lazy && !declared.resolve
      const { stage, lists } = originOf(step.application, name, wiring)
      const keep = !isLazy(step, name)
      const artifact = { stored, stage, output: name, handle, keep }
      return { name, record, artifact: lists === 0 ? artifact : { ...artifact, lists } }
    })
  const referToItem = (consumer: Step, input: StepInput, maker: Step | undefined): InputData => {
    const { name, record, element } = input
    if (element?.known === undefined || maker === undefined)
      throw new ExecutingWithSkippedInputError(placeOf(consumer, name))
    const { stored } = element.known.item
    const { stage, lists } = originOf(maker.application, element.list, wiring)
    return {
      name,
      record,
      artifact: { stored, stage, output: element.list, lists: lists - 1, handle: false, keep: false },
    }
  }
  const isKept: Values['isKept'] = (step, output, trace) => {
    const stored = outputOf(trace, output)?.stored
    if (stored === undefined || lost.has(stored.location)) return false
    return readerFor(step, output, stored.format, formats) !== undefined && session.holds(stored)
  }
  return {
    hasItem: ({ element }) =>
      element?.known === undefined ||
      (!lost.has(element.known.item.stored.location) && session.holds(element.known.item.stored)),
    has: (step, output, trace) => {
      const isInMemory = memory.get(digestOf(trace, output) ?? '') !== undefined
      return (isInMemory && !isHandled(step, output)) || isKept(step, output, trace)
    },
    isKept,
    gather,
    refer,
    load,
    keeps: (step, output) => !isLazy(step, output),
  }
}
