import { InvalidArgumentError } from '../errors/index.ts'
import { changesSince } from '../plan/compare.ts'
import { type Facts, gatherFacts } from '../plan/facts.ts'
import { identify, inputsNow } from '../plan/identify.ts'
import { type DigestOf, keyOf } from '../plan/key.ts'
import { makePast } from '../plan/past.ts'
import { type Change, describeChange } from '../plan/reason.ts'
import { select, selectable } from '../plan/select.ts'
import { placeOf, type Step, type Wiring } from '../plan/step.ts'
import type { Fingerprinter } from '../ports/fingerprinter.ts'
import { digestOf } from '../ports/output-of.ts'
import type { Store } from '../ports/store.ts'
import type { Digest, InputTrace, Trace, TraceHead } from '../ports/trace.ts'
import { readThrough } from '../store/read-through.ts'
import { type FreshSession, withFresh } from './fresh.ts'
import { wireTargets } from './prepare.ts'

/** A selected step whose result did not hold any more: what was declared to hold, or refused. */
export interface Accepted {
  readonly step: string
  /** The run whose result stands; absent where it was refused for want of one. */
  readonly run?: string
  /** What changed since. */
  readonly changes: readonly Change[]
  /** The changes as people read them; where it was refused, why. */
  readonly text: string
  /** It runs when it is needed. */
  readonly refused: boolean
}

export interface AcceptOptions {
  readonly store?: Store | undefined
  /** The experiment that the targets belong to, as for a run. */
  readonly experiment?: string | undefined
  /** Says what would be accepted and what refused, and writes nothing. Default: false. */
  readonly dryRun?: boolean | undefined
}

/** Refused steps that an error names before it counts the rest. */
const mostNamed = 10

/**
 * Declares that the results of the selected steps hold although their code changed since, and records that: each gets a
 * trace for today's code with the outputs of what the same record stood on last, of the same parameters, inputs and files.
 *
 * @throws InvalidArgumentError where nothing can be accepted
 */
export const acceptChanges = async (
  targets: unknown,
  selectors: readonly string[],
  { store, experiment, dryRun = false }: AcceptOptions & { readonly store: Store },
  fingerprinter: Fingerprinter,
): Promise<readonly Accepted[]> => {
  const { wiring } = wireTargets(targets, fingerprinter)
  const chosen = select(selectable(wiring), selectors)
  const session = withFresh(await (dryRun ? readThrough(store) : store.open({ readOnly: false })))
  try {
    const facts = gatherFacts(session, fingerprinter, 'once', makePast(session, experiment, wiring.steps))
    const all = await acceptAll(wiring, chosen, {
      session,
      facts,
      experiment,
      partText: fingerprinter.partText,
    })
    const refused = all.filter((each) => each.refused)
    if (refused.length > 0 && refused.length === all.length) throw nothingToAccept(refused)
    return all
  } finally {
    await session.close()
  }
}

const nothingToAccept = (refused: readonly Accepted[]): InvalidArgumentError => {
  const named = refused.slice(0, mostNamed).map(({ step, text }) => `${step} cannot be accepted: ${text}`)
  const rest = refused.length > mostNamed ? [`and ${refused.length - mostNamed} more`] : []
  return new InvalidArgumentError([...named, ...rest].join('\n'))
}

interface Setting {
  readonly session: FreshSession
  readonly facts: Facts
  readonly experiment: string | undefined
  readonly partText: Fingerprinter['partText'] | undefined
}

const acceptAll = async (
  wiring: Wiring,
  chosen: ReadonlySet<number>,
  setting: Setting,
): Promise<readonly Accepted[]> => {
  const { session, facts, partText } = setting
  const traces: (TraceHead | undefined)[] = []
  const digests: DigestOf = (producer, output) => digestOf(traces[producer], output)
  const all: Accepted[] = []
  for (const step of wiring.steps) {
    const unknown = step.inputs.find(
      ({ name, producer }) => producer !== undefined && digests(producer, name) === undefined,
    )
    if (unknown !== undefined) {
      if (chosen.has(step.index))
        all.push(refusal(step, [], `its input '${unknown.name}' has to be made first.`))
      continue
    }
    const { earlier, restamped } = await session.answered(() => {
      const { base, trace } = identify(step, digests, facts)
      const isOpen = trace === undefined && chosen.has(step.index)
      return {
        earlier: trace,
        restamped: isOpen ? restamp(step, base, inputsNow(step, digests), setting) : undefined,
      }
    })
    traces[step.index] = earlier
    if (restamped === undefined) continue
    const { trace, report } = restamped
    all.push(report)
    if (trace === undefined) continue
    const { stage, record } = trace
    const draft = session.draft({ stage, record, key: trace.base, ...(partText && { partText }) })
    traces[step.index] = await draft.commit(trace)
  }
  return all
}

const refusal = ({ id }: Step, changes: readonly Change[], text: string): Accepted => ({
  step: id,
  changes,
  text,
  refused: true,
})

interface Restamped {
  readonly trace: Omit<Trace, 'order'> | undefined
  readonly report: Accepted
}

const restamp = (step: Step, base: Digest, inputs: readonly InputTrace[], setting: Setting): Restamped => {
  const { facts, experiment } = setting
  const last = facts.past(step)
  if (last === undefined) {
    const { traces } = facts.latest(step.application.definition.name)
    const what = traces.length === 0 ? 'its stage has never run' : 'it has never run for this record'
    return { trace: undefined, report: refusal(step, [], `${what}. Run it first.`) }
  }
  const own = ownOfSameInputs(step, inputs, last, setting)
  const changes = changesSince(own, step, inputs, facts)
  const others = changes.filter(({ type }) => type !== 'code')
  if (others.length > 0 || !hasOutputs(own, step)) {
    const why = others.map(describeChange).join('; ') || 'its outputs are others than before'
    return {
      trace: undefined,
      report: refusal(step, changes, `${why}. Only a change of code can be accepted: run it.`),
    }
  }
  const targets = own.reads.map(({ target }) => target)
  const { order: _, ...earlier } = own
  const text = changes.map(describeChange).join('; ')
  const trace: Omit<Trace, 'order'> = {
    ...earlier,
    ...placeOf(step, experiment),
    key: keyOf(base, targets, (__, index) => own.reads[index]?.saw ?? '', facts.digest),
    base,
    code: step.codeDigest,
    parts: step.code.parts,
    inputs,
    accepted: { at: Date.now(), changes: text },
  }
  return { trace, report: { step: step.id, run: own.run, changes, text, refused: false } }
}

/** Executions of a stage among which a record's own one is looked for. */
const mostLookedThrough = 1_000_000

/** The newest of the step's own executions that only code sets apart from now; the last one where there is none. */
const ownOfSameInputs = (
  step: Step,
  inputs: readonly InputTrace[],
  last: Trace,
  { session, facts, experiment }: Setting,
): Trace => {
  const isAsNow = (trace: Trace): boolean =>
    changesSince(trace, step, inputs, facts).every(({ type }) => type === 'code')
  const isOwn = (trace: Trace): boolean =>
    trace.step === undefined
      ? trace.record === step.application.subject.name
      : trace.step === step.id && trace.experiment === experiment
  if (isAsNow(last)) return last
  const all = session.latest(step.application.definition.name, mostLookedThrough)
  const own = all.find((trace) => isOwn(trace) && isAsNow(trace))
  // Another step may have replaced it.
  return (own && session.trace(own.key)) ?? own ?? last
}

const hasOutputs = ({ outputs }: Trace, step: Step): boolean =>
  step.application.definition.outputNames.every((name) => outputs.some((output) => output.name === name))
