import type { AnyCacher } from '../types/list-cacher.ts'
import { bytes, json, list, text } from '../cachers/index.ts'
import { type Place, StageUnavailableError } from '../errors/index.ts'
import type { Definition } from '../graph/application.ts'
import { findStages } from '../graph/definitions.ts'
import { makeStageCodes } from '../plan/stage-codes.ts'
import type { CallData, CallStore, Channel, CallResult, InputArtifact } from '../ports/executor.ts'
import type { Fingerprinter } from '../ports/fingerprinter.ts'
import type { Digest } from '../ports/trace.ts'
import { enclosingOf, inside } from '../scheduler/enclosing.ts'
import { formatsOf, readerOf } from '../run/formats.ts'
import { makeInputWatch } from '../run/input-watch.ts'
import { HostedCall } from './hosted-call.ts'
import { makeKeptInputs } from './kept-inputs.ts'

/** What a thread or a machine gives to the stages that it hosts. */
export interface StageHostParts {
  /** Where the stages come from, as people name it. */
  readonly source: string
  readonly fingerprinter: Fingerprinter
  /** Bytes that the process holds. */
  readonly memoryInUse?: () => number
  /** Cachers beside those of core whose formats can be read when a stage's cacher changed. */
  readonly cachers?: readonly AnyCacher[]
}

/** Carries out calls that come as data: the far end of an executor. */
export interface StageHost {
  /**
   * Calls the stage that the data names, and saves what it returned to the store.
   *
   * @throws StageUnavailableError where no stage at hand has the name and the code, and whatever `call.here` throws
   */
  readonly carryOut: (data: CallData, store: CallStore, channel: Channel) => Promise<CallResult>
}

interface Hosted {
  readonly definition: Definition
  readonly code: Digest
  readonly parts: Parts
}

/**
 * A host of the stages that a module exports. Their code is fingerprinted at once, before any of them changes what it
 * reaches.
 */
export const makeStageHost = async (
  exports: Readonly<Record<string, unknown>>,
  { source, fingerprinter, memoryInUse, cachers = [] }: StageHostParts,
): Promise<StageHost> => {
  const definitions = await findStages(exports)
  const codeOf = makeStageCodes(fingerprinter)
  const byName = new Map<string, Hosted[]>()
  for (const definition of definitions) {
    const { codeDigest, code } = codeOf(definition)
    const hosted = { definition, code: codeDigest, parts: code.parts }
    byName.set(definition.name, [...(byName.get(definition.name) ?? []), hosted])
  }
  const known = [json(), text(), bytes(), ...cachers] as readonly AnyCacher[]
  const formats = formatsOf(known)
  const kept = makeKeptInputs()
  let run: string | undefined
  let watch = makeInputWatch()

  const absent = (name: string, place: Place): StageUnavailableError =>
    StageUnavailableError.absent(place, name, source, [...byName.keys()])
  const cacherOf = ({ stage, output, stored, lists = 0 }: InputArtifact, place: Place): AnyCacher => {
    const makers = byName.get(stage)
    if (makers === undefined) throw absent(stage, place)
    for (const { definition } of makers) {
      const declared = within(definition.outputs.find(({ name }) => name === output)?.cacher, lists)
      const cacher = readerOf(declared, stored.format, formats)
      if (cacher !== undefined) return cacher
    }
    throw StageUnavailableError.unreadable(place, stage, source, stored.format)
  }
  return {
    carryOut: async (data, store, channel) => {
      const place = { stage: data.stage, record: data.subjects[0]?.name }
      const same = byName.get(data.stage)
      if (same === undefined) throw absent(data.stage, place)
      const hosted = same.find(({ code }) => code === data.code)
      if (hosted === undefined)
        throw StageUnavailableError.different(place, source, differing(data.parts, same[0]?.parts ?? {}))
      // As in the thread of the run, each run looks anew at what stages do with their inputs.
      if (run !== data.run) watch = makeInputWatch()
      run = data.run
      const setting = { run, fingerprinter, memoryInUse, cacherOf, kept, watch }
      const call = new HostedCall(hosted.definition, data, store, setting)
      const around = enclosingOf(data.within ?? [], channel.waits)
      return around === undefined ? call.here(channel) : inside(around, () => call.here(channel))
    },
  }
}

/** The cacher of what is in a list, or of a list of it. */
const within = (cacher: AnyCacher | undefined, lists: number): AnyCacher | undefined => {
  if (cacher === undefined || lists === 0) return cacher
  if (lists > 0) return within(list(cacher), lists - 1)
  return cacher.via === 'list' ? within(cacher.item, lists + 1) : undefined
}

type Parts = Readonly<Record<string, Digest>>

const differing = (left: Parts, right: Parts): readonly string[] =>
  [...new Set([...Object.keys(left), ...Object.keys(right)])].filter((part) => left[part] !== right[part])
