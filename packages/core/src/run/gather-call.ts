import { ExecutingWithSkippedInputError, OutputSignatureError, type Place } from '../errors/index.ts'
import { describe } from '../lists/save-list.ts'
import { listDigest, type ListItem, manifestBytes } from '../lists/manifest.ts'
import { declarationOf } from '../plan/step.ts'
import type { CallResult, Channel } from '../ports/executor.ts'
import { outputOf } from '../ports/output-of.ts'
import { StepCall } from './step-call.ts'

/** Makes a list of artifacts that other steps output, or takes one over; they stay where they are. */
export class GatherCall extends StepCall {
  override async here(channel: Channel): Promise<CallResult> {
    channel.started()
    const startedAt = Date.now()
    const began = performance.now()
    const { step } = this.order
    const { session, fingerprinter } = this.setting
    const [name = ''] = this.definition.outputNames
    const place = { stage: this.stage, record: this.record, artifact: name }
    const cacher = declarationOf(step, name)?.cacher
    if (this.definition.kind === 'expand') return this.#takenOver(place, startedAt, channel)
    if (cacher?.via !== 'list') throw new ExecutingWithSkippedInputError(place)
    const made = this.#artifacts()
    // A list never appears before what it names.
    for (const { stored } of made) await session.arrived(stored)
    const bytes = manifestBytes(
      made.map(({ digest, stored }) => ({ digest, stored })),
      cacher.item.format,
    )
    const { format, extension } = cacher
    const stored = await this.begun().write({ name, format, extension }, { via: 'bytes', bytes })
    const digest = listDigest(made, fingerprinter.digest)
    const durationMs = performance.now() - began
    channel.returned({ startedAt, durationMs })
    const preview = describe(made.length, made[0]?.preview ?? '')
    return {
      outputs: [{ name, stored, digest, preview }],
      values: new Map(),
      reloaded: [name],
      reads: [],
      startedAt,
      durationMs,
    }
  }

  /** @throws OutputSignatureError where it is kept in another format than was said */
  async #takenOver(
    place: Place & { readonly artifact: string },
    startedAt: number,
    channel: Channel,
  ): Promise<CallResult> {
    const { artifact } = place
    const format = declarationOf(this.order.step, artifact)?.cacher?.format
    const [made] = this.#artifacts()
    if (made === undefined) throw new ExecutingWithSkippedInputError(place)
    if (made.stored.format !== format)
      throw new OutputSignatureError(
        place,
        `it keeps '${artifact}' as ${format}, and the stage that outputs it as ${made.stored.format}. Give both the same cacher, or leave out that of the expansion.`,
      )
    await this.setting.session.arrived(made.stored)
    channel.returned({ startedAt, durationMs: 0 })
    return {
      outputs: [{ name: artifact, stored: made.stored, digest: made.digest, preview: made.preview ?? '' }],
      values: new Map(),
      reloaded: [artifact],
      reads: [],
      startedAt,
      durationMs: 0,
    }
  }

  #artifacts(): readonly (ListItem & { readonly preview?: string })[] {
    const { step, traceOf } = this.order
    return step.inputs.map(({ name, producer }) => {
      const made = producer === undefined ? undefined : outputOf(traceOf(producer), name)
      if (made?.stored === undefined)
        throw new ExecutingWithSkippedInputError({ stage: this.stage, record: this.record, artifact: name })
      const { digest, stored, preview } = made
      return preview === undefined ? { digest, stored } : { digest, stored, preview }
    })
  }
}
