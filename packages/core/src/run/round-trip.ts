import { RoundTripError } from '../errors/index.ts'
import type { AnyCacher } from '../types/list-cacher.ts'
import { declarationOf, type Step } from '../plan/step.ts'
import type { Trace } from '../ports/trace.ts'
import { firstDifference } from '../values/compare.ts'
import type { Values } from './values.ts'

/**
 * Loads what was just saved and compares it with what the function returned.
 *
 * @throws RoundTripError
 */
export const verifyRoundTrip = async (
  step: Step,
  trace: Trace,
  values: ReadonlyMap<string, unknown>,
  store: Values,
): Promise<void> => {
  for (const { name, stored } of trace.outputs) {
    const { cacher } = declarationOf(step, name) ?? {}
    // What saving used up cannot be compared.
    if (stored === undefined || cacher?.reloads === true || !values.has(name)) continue
    const loaded = await store.load(step, name, trace)
    const difference = firstDifference(await heldBy(cacher, values.get(name)), await heldBy(cacher, loaded))
    if (difference === undefined) continue
    const place = { stage: trace.stage, record: trace.record, artifact: name }
    throw new RoundTripError(place, stored.format, difference)
  }
}

const heldBy = (cacher: AnyCacher | undefined, value: unknown): unknown =>
  cacher?.holds === undefined ? value : cacher.holds(value)
