import { InvalidArgumentError } from '../errors/index.ts'
import { changesSince, nearestTrace } from '../plan/compare.ts'
import { type Facts, gatherFacts } from '../plan/facts.ts'
import { identify, inputsNow } from '../plan/identify.ts'
import { type DigestOf, keyOf } from '../plan/key.ts'
import { type Change, describeChange } from '../plan/reason.ts'
import { select, selectable } from '../plan/select.ts'
import type { Step, Wiring } from '../plan/step.ts'
import type { Fingerprinter } from '../ports/fingerprinter.ts'
import { digestOf } from '../ports/output-of.ts'
import type { Store } from '../ports/store.ts'
import type { Digest, InputTrace, Trace, TraceHead } from '../ports/trace.ts'
import { type FreshSession, withFresh } from './fresh.ts'
import { wireTargets } from './prepare.ts'

/** A result that was declared to hold in spite of a change. */
export interface Accepted {
  readonly step: string
  /** The run whose result stands. */
  readonly run: string
  readonly changes: readonly Change[]
  /** The changes as people read them. */
  readonly text: string
}

/**
 * Declares that the results of the selected steps hold in spite of what changed since, and records that: each gets a
 * trace for today's code, parameters and files, with the outputs of its nearest earlier execution.
 *
 * @throws InvalidArgumentError where a selected step never ran, or an input of it has to run first
 */
export const acceptChanges = async (
  targets: unknown,
  selectors: readonly string[],
  store: Store,
  fingerprinter: Fingerprinter,
): Promise<readonly Accepted[]> => {
  const { wiring } = wireTargets(targets, fingerprinter)
  const chosen = select(selectable(wiring), selectors)
  const session = withFresh(await store.open({ readOnly: false }))
  try {
    return await acceptAll(wiring, chosen, session, gatherFacts(session, fingerprinter, 'once'))
  } finally {
    await session.close()
  }
}

const acceptAll = async (
  wiring: Wiring,
  chosen: ReadonlySet<number>,
  session: FreshSession,
  facts: Facts,
): Promise<readonly Accepted[]> => {
  const traces: (TraceHead | undefined)[] = []
  const digests: DigestOf = (producer, output) => digestOf(traces[producer], output)
  const accepted: Accepted[] = []
  for (const step of wiring.steps) {
    const unknown = step.inputs.find(
      ({ name, producer }) => producer !== undefined && digests(producer, name) === undefined,
    )
    if (unknown !== undefined) {
      if (chosen.has(step.index))
        throw new InvalidArgumentError(
          `${step.id} cannot be accepted: its input '${unknown.name}' has to be made first.`,
        )
      continue
    }
    const { base, trace: earlier } = identify(step, digests, facts)
    traces[step.index] = earlier
    if (earlier !== undefined || !chosen.has(step.index)) continue
    const { trace, report } = restamp(step, base, inputsNow(step, digests), facts)
    const draft = session.draft({ stage: trace.stage, record: trace.record, key: trace.base })
    traces[step.index] = await draft.commit(trace)
    accepted.push(report)
  }
  return accepted
}

const restamp = (
  step: Step,
  base: Digest,
  inputs: readonly InputTrace[],
  facts: Facts,
): { readonly trace: Omit<Trace, 'order'>; readonly report: Accepted } => {
  const nearest = nearestTrace(step, inputs, facts)
  if (nearest === undefined)
    throw new InvalidArgumentError(`${step.id} cannot be accepted: its stage has never run. Run it first.`)
  const changes = changesSince(nearest, step, inputs, facts)
  const reads = nearest.reads.map((read) => ({ ...read, saw: facts.see(read.target, step.subjects) }))
  const targets = reads.map(({ target }) => target)
  const { order: _, ...earlier } = nearest
  const text = changes.map(describeChange).join('; ')
  const trace: Omit<Trace, 'order'> = {
    ...earlier,
    key: keyOf(base, targets, (__, index) => reads[index]?.saw ?? '', facts.digest),
    base,
    record: step.application.subject.name,
    code: step.codeDigest,
    parts: step.code.parts,
    inputs,
    reads: reads.map(({ target, saw }) => ({ target, saw })),
    accepted: { at: Date.now(), changes: text },
  }
  return { trace, report: { step: step.id, run: nearest.run, changes, text } }
}
