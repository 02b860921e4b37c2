import { json } from '../cachers/json.ts'
import type { AnyCacher } from '../types/list-cacher.ts'
import type { Definition, Subject } from '../graph/application.ts'
import type { CallData, CallStore, InputArtifact, InputData } from '../ports/executor.ts'
import type { Place } from '../errors/index.ts'
import { loadArtifact, pathOf } from '../run/artifacts.ts'
import { type CallSetting, FunctionCall } from '../run/function-call.ts'
import type { InputWatch, JsonInput, Watched } from '../run/input-watch.ts'
import { unpackSubject } from '../run/pack-subject.ts'
import type { KnownItems } from '../run/save-outputs.ts'
import type { KeptInputs } from './kept-inputs.ts'

/** What all calls of a host share. */
export interface HostedCallSetting extends CallSetting {
  /** @throws StageUnavailableError where the stage that outputs an artifact is not at hand */
  readonly cacherOf: (artifact: InputArtifact, place: Place) => AnyCacher
  readonly kept: KeptInputs
  readonly watch: InputWatch
}

/** A call that came as data. */
export class HostedCall extends FunctionCall {
  protected readonly definition: Definition
  protected readonly subjects: readonly Subject[]
  protected readonly setting: HostedCallSetting
  protected readonly writer: CallStore
  readonly #data: CallData

  constructor(definition: Definition, data: CallData, store: CallStore, setting: HostedCallSetting) {
    super()
    this.definition = definition
    this.subjects = data.subjects.map(unpackSubject)
    this.setting = setting
    this.writer = store
    this.#data = data
  }

  /** The run's thread alone knows what the list had before. */
  protected async knownItems(): Promise<KnownItems> {
    return () => undefined
  }

  protected async inputs(): Promise<Watched> {
    const { kind } = this.definition
    const isStage = kind === 'stage'
    const mapped = kind === 'fold' ? this.#data.inputs : this.subjects.slice(isStage ? 0 : 1)
    const maps = mapped.map(() => new Map<string, unknown>())
    const jsonInputs: JsonInput[] = []
    for (const input of this.#data.inputs) {
      const map = isStage ? 0 : input.record - 1
      if (isMissing(input) && !isStage) continue
      maps[map]?.set(input.name, await this.#valueOf(input))
      if (input.artifact !== undefined && !input.artifact.handle && this.#cacherOf(input.artifact) === json())
        jsonInputs.push({ name: input.name, map, size: input.artifact.stored.size })
    }
    return this.setting.watch(this.definition.name, maps, () => jsonInputs)
  }

  #cacherOf(artifact: InputArtifact): AnyCacher {
    return this.setting.cacherOf(artifact, this.#place(artifact))
  }

  #place({ output }: InputArtifact): Place {
    return { stage: this.definition.name, record: this.subjects[0]?.name, artifact: output }
  }

  #valueOf({ value, artifact }: InputData): unknown {
    if (artifact === undefined) return value?.value
    const { stored, stage, output, handle, keep } = artifact
    const cacher = this.#cacherOf(artifact)
    const load = (): Promise<unknown> => loadArtifact(this.writer, stored, cacher, this.#place(artifact))
    if (handle) return { load, path: () => pathOf(this.writer, stored) }
    return keep
      ? this.setting.kept.get(`${stage}\n${output}\n${stored.format}\n${stored.checksum}`, stored.size, load)
      : load()
  }
}

const isMissing = ({ value, artifact }: InputData): boolean => value === undefined && artifact === undefined
