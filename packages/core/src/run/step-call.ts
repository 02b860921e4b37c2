import type { Definition, Subject } from '../graph/application.ts'
import { isManifest, readManifest } from '../lists/manifest.ts'
import type { Step, Wiring } from '../plan/step.ts'
import type { Call, CallData, CallStore } from '../ports/executor.ts'
import { outputOf } from '../ports/output-of.ts'
import type { Draft } from '../ports/store.ts'
import type { Order } from '../scheduler/work.ts'
import type { Digest, Trace } from '../ports/trace.ts'
import { enclosingData, enclosingStep } from '../scheduler/enclosing.ts'
import type { FreshSession } from './fresh.ts'
import { type CallSetting, FunctionCall } from './function-call.ts'
import { type InputWatch, jsonInputsOf, type Watched } from './input-watch.ts'
import { packSubject } from './pack-subject.ts'
import type { KnownItems } from './save-outputs.ts'
import type { InputValues, Values } from './values.ts'

/** What the calls of a run's steps need from it. */
export interface StepCallSetting extends CallSetting {
  readonly wiring: Wiring
  readonly session: FreshSession
  readonly values: Values
  readonly watch: InputWatch
  readonly roundTrip: 'trust' | 'verify'
  /** What a step stood on last. */
  readonly pastOf: (step: Step) => Trace | undefined
}

/** Which step is called, and on what. */
export type StepCallOrder = Pick<Order, 'step' | 'identity' | 'traceOf'>

/** One attempt at a step. */
export class StepCall extends FunctionCall implements Call {
  protected readonly setting: StepCallSetting
  protected readonly order: StepCallOrder
  #draft: Draft | undefined
  #isGivenUp = false

  constructor(order: StepCallOrder, setting: StepCallSetting) {
    super()
    this.order = order
    this.setting = setting
  }

  get stage(): string {
    return this.definition.name
  }

  get record(): string {
    return this.order.step.application.subject.name
  }

  get code(): Digest {
    return this.order.step.codeDigest
  }

  get runs(): 'here' | 'anywhere' {
    return this.definition.runs
  }

  protected get definition(): Definition {
    return this.order.step.application.definition
  }

  protected get subjects(): readonly Subject[] {
    return this.order.step.subjects
  }

  protected get writer(): Pick<Draft, 'write'> {
    return this.begun()
  }

  /** What the record's list had when it was made last, and is still there, need not be saved again. */
  protected async knownItems(output: string): Promise<KnownItems> {
    const { session, pastOf } = this.setting
    const before = await session.answered(() => pastOf(this.order.step))
    const stored = outputOf(before, output)?.stored
    if (stored === undefined || !isManifest(stored)) return () => undefined
    // What is damaged or gone is no help, and nothing more.
    const items = await session.read(stored).then(readManifest, () => [])
    const held = await session.each(items, (item) => session.holds(item.stored))
    const known = new Map(
      items.flatMap((item, at) => (held[at] === true ? [[item.stored.checksum, item.stored]] : [])),
    )
    return (checksum, format) => {
      const item = known.get(checksum)
      return item?.format === format ? item : undefined
    }
  }

  protected inputs(): Watched | Promise<Watched> {
    this.#beginAnew()
    const { step, traceOf } = this.order
    const { values, watch, wiring } = this.setting
    const watched = (gathered: InputValues): Watched =>
      watch(this.stage, gathered, () => jsonInputsOf(step, wiring, traceOf))
    const gathered = values.gather(step, traceOf)
    return gathered instanceof Promise ? gathered.then(watched) : watched(gathered)
  }

  data(): CallData {
    this.#beginAnew()
    const { step, traceOf } = this.order
    const { values, run, roundTrip } = this.setting
    const around = enclosingStep()
    return {
      ...(around !== undefined && { within: enclosingData(around) }),
      run,
      stage: this.stage,
      code: this.code,
      parts: step.code.parts,
      subjects: step.subjects.map(packSubject),
      inputs: values.refer(step, traceOf),
      wanted: this.definition.outputs.flatMap(({ name, cacher }) =>
        cacher === undefined || roundTrip === 'verify' ? [name] : [],
      ),
    }
  }

  get store(): CallStore {
    const { read, stream, path } = this.setting.session
    return {
      read,
      stream,
      ...(path && { path }),
      write: (output, content) => this.begun().write(output, content),
    }
  }

  /** What an earlier execution of the same call saved does not count. */
  #beginAnew(): void {
    void this.#draft?.discard().catch(() => {})
    this.#draft = undefined
  }

  /** Has all that it made appear, with its trace. */
  commit(trace: Omit<Trace, 'order'>): Promise<Trace> {
    const draft = this.begun()
    this.#draft = undefined
    return draft.commit(trace)
  }

  protected begun(): Draft {
    if (this.#isGivenUp) throw new Error('The call was given up: nothing more of it is saved.')
    const { session, fingerprinter } = this.setting
    this.#draft ??= session.draft({
      stage: this.stage,
      record: this.record,
      key: this.order.identity.base,
      ...(fingerprinter.partText && { partText: fingerprinter.partText }),
    })
    return this.#draft
  }

  /** Forgets what it made; what still runs can save nothing more. */
  async giveUp(): Promise<void> {
    this.#isGivenUp = true
    await this.#draft?.discard()
  }
}
