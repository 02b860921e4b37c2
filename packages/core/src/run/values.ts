import { ExecutingWithSkippedInputError } from '../errors/index.ts'
import type { Step, Wiring } from '../plan/step.ts'
import type { Digest, Trace } from '../ports/trace.ts'
import { loadArtifact, pathOf } from './artifacts.ts'
import type { InputValues } from './execute.ts'
import { type Formats, readerFor } from './formats.ts'
import type { FreshSession } from './fresh.ts'
import type { Memory } from './memory.ts'

/** How lazy outputs are treated in one run: as declared, all outputs as lazy, or none. */
export type Laziness = 'declared' | 'all' | 'none'

/** Where values come from: memory, or the store at the moment of use. */
export interface Values {
  /** Whether an output can be had without executing its step. */
  readonly has: (step: Step, output: string, trace: Trace | undefined) => boolean
  /** @throws ArtifactLostError when its bytes are gone or damaged */
  readonly gather: (step: Step, traceOf: (producer: number) => Trace | undefined) => Promise<InputValues>
  readonly load: (step: Step, output: string, trace: Trace) => Promise<unknown>
  /** Whether the step keeps this output in memory between its execution and its last use. */
  readonly keeps: (step: Step, output: string) => boolean
}

export const makeValues = (
  wiring: Wiring,
  session: FreshSession,
  memory: Memory,
  formats: Formats,
  laziness: Laziness,
  lost: ReadonlySet<string>,
): Values => {
  const loading = new Map<Digest, Promise<unknown>>()
  const isLazy = (step: Step, output: string): boolean => {
    const declared = step.application.definition.outputs.find(({ name }) => name === output)
    if (declared?.cacher === undefined) return false
    if (declared.cacher.reloads === true) return true
    if (laziness === 'none') return false
    return laziness === 'all' || declared.lazy
  }
  const artifactOf = (trace: Trace | undefined, output: string) =>
    trace?.outputs.find(({ name }) => name === output)
  const placeOf = (step: Step, output: string) => ({
    stage: step.application.definition.name,
    record: step.application.subject.name,
    artifact: output,
  })
  const read = async (step: Step, output: string, trace: Trace): Promise<unknown> => {
    const stored = artifactOf(trace, output)?.stored
    const cacher = stored && readerFor(step, output, stored.format, formats)
    if (stored === undefined || cacher === undefined)
      throw new ExecutingWithSkippedInputError(placeOf(step, output))
    return loadArtifact(session, stored, cacher, placeOf(step, output))
  }
  const load = async (step: Step, output: string, trace: Trace): Promise<unknown> => {
    const digest = artifactOf(trace, output)?.digest ?? ''
    const held = memory.get(digest)
    if (held !== undefined) return held.value
    if (isLazy(step, output)) return read(step, output, trace)
    const under = loading.get(digest) ?? read(step, output, trace)
    loading.set(digest, under)
    try {
      const value = await under
      memory.put(digest, value)
      return value
    } finally {
      loading.delete(digest)
    }
  }
  const handleFor = (step: Step, output: string, trace: Trace): object => ({
    load: () => read(step, output, trace),
    path: async () => {
      const stored = artifactOf(trace, output)?.stored
      if (stored === undefined) throw new ExecutingWithSkippedInputError(placeOf(step, output))
      return pathOf(session, stored)
    },
  })
  const inputValue = async (
    consumer: Step,
    producer: { step: number; output: string },
    trace: Trace | undefined,
  ) => {
    const step = wiring.steps[producer.step]
    if (step === undefined || trace === undefined)
      throw new ExecutingWithSkippedInputError(placeOf(consumer, producer.output))
    const declared = step.application.definition.outputs.find(({ name }) => name === producer.output)
    return declared?.lazy && !declared.resolve
      ? handleFor(step, producer.output, trace)
      : load(step, producer.output, trace)
  }
  return {
    has: (step, output, trace) => {
      const artifact = artifactOf(trace, output)
      if (artifact === undefined) return false
      if (memory.get(artifact.digest) !== undefined) return true
      const { stored } = artifact
      if (stored === undefined || lost.has(stored.location)) return false
      return readerFor(step, output, stored.format, formats) !== undefined && session.holds(stored)
    },
    gather: async (step, traceOf) => {
      const isStage = step.application.definition.kind === 'stage'
      const maps = Array.from(
        { length: isStage ? 1 : step.application.members.length },
        () => new Map<string, unknown>(),
      )
      for (const { name, record, producer } of step.inputs) {
        if (producer === undefined) {
          if (isStage) maps[0]?.set(name, undefined)
          continue
        }
        maps[isStage ? 0 : record - 1]?.set(name, await inputValue(step, producer, traceOf(producer.step)))
      }
      return maps
    },
    load,
    keeps: (step, output) => !isLazy(step, output),
  }
}
