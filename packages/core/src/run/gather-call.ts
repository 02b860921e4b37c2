import { ExecutingWithSkippedInputError } from '../errors/index.ts'
import { describe } from '../lists/save-list.ts'
import { listDigest, type ListItem, manifestBytes } from '../lists/manifest.ts'
import { declarationOf } from '../plan/step.ts'
import type { CallResult, Channel } from '../ports/executor.ts'
import { outputOf } from '../ports/output-of.ts'
import { StepCall } from './step-call.ts'

/** Makes a list of artifacts that other steps output, which stay where they are. */
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
