import type { Read, ReadTarget, Trace } from '../ports/trace.ts'
import { formatPath } from '../values/encode.ts'
import type { Facts } from './facts.ts'
import type { Identity } from './identify.ts'
import type { Change, Reason } from './reason.ts'
import type { Step } from './step.ts'

/** Why no earlier execution fits: the fewest differences from one of the latest of the same stage. */
export const explainRun = (step: Step, identity: Identity, facts: Facts): Reason => {
  const nearest = nearestTrace(step, identity, facts)
  if (nearest === undefined) return { type: 'first-run' }
  const changes = changesSince(nearest, step, identity, facts)
  return changes.length === 0 ? { type: 'outputs-changed' } : { type: 'changed', changes }
}

/** Of the latest executions of the step's stage, the one with the fewest differences; of the same record, if it can be. */
export const nearestTrace = (step: Step, identity: Identity, facts: Facts): Trace | undefined => {
  let best: { readonly trace: Trace; readonly cost: number } | undefined
  for (const trace of facts.latest(step.application.definition.name).traces) {
    const changes = changesSince(trace, step, identity, facts)
    const cost = changes.length + (trace.record === step.application.subject.name ? 0 : 0.5)
    if (best === undefined || cost < best.cost) best = { trace, cost }
  }
  return best?.trace
}

/**
 * Why a step runs however its inputs come out: none of its earlier executions fits its code and what it reads.
 * `undefined` where one may fit.
 */
export const explainCertainRun = (step: Step, facts: Facts): Reason | undefined => {
  const { traces, all } = facts.latest(step.application.definition.name)
  const differences = traces.map((trace) => changesBesideInputs(trace, step, facts))
  if (!all || differences.some((changes) => changes.length === 0)) return undefined
  const [fewest] = differences.toSorted((a, b) => a.length - b.length)
  return fewest === undefined ? { type: 'first-run' } : { type: 'changed', changes: fewest }
}

/** What differs between an execution and what the step would see today. */
export const changesSince = (
  trace: Trace,
  step: Step,
  identity: Identity,
  facts: Facts,
): readonly Change[] => [...inputChanges(trace, step, identity), ...changesBesideInputs(trace, step, facts)]

const changesBesideInputs = (trace: Trace, step: Step, facts: Facts): readonly Change[] => [
  ...codeChanges(trace, step),
  ...trace.reads.flatMap((read) => readChange(read, step, facts)),
]

const codeChanges = (trace: Trace, step: Step): readonly Change[] => {
  if (trace.code === step.codeDigest) return []
  const before = trace.parts
  const after = step.code.parts
  const changed = Object.keys(after).filter(
    (name) => Object.hasOwn(before, name) && before[name] !== after[name],
  )
  const added = Object.keys(after).filter((name) => !Object.hasOwn(before, name))
  const removed = Object.keys(before).filter((name) => !Object.hasOwn(after, name))
  return [{ type: 'code', changed, added, removed }]
}

const inputChanges = (trace: Trace, step: Step, identity: Identity): readonly Change[] => {
  const records = (inputs: readonly { record: number }[]): number =>
    new Set(inputs.map(({ record }) => record)).size
  if (step.application.definition.kind === 'aggregate' && records(trace.inputs) !== records(identity.inputs))
    return [{ type: 'records', before: records(trace.inputs), after: records(identity.inputs) }]
  const slot = (input: { record: number; name: string }): string => `${input.record} ${input.name}`
  const before = new Map(trace.inputs.map((input) => [slot(input), input.digest ?? 'absent']))
  return identity.inputs.flatMap((input): Change[] => {
    const was = before.get(slot(input)) ?? 'absent'
    const is = input.digest ?? 'absent'
    const record = step.subjects[input.record]?.name ?? ''
    return was === is ? [] : [{ type: 'input', input: input.name, record, before: was, after: is }]
  })
}

const readChange = ({ target, saw }: Read, step: Step, facts: Facts): readonly Change[] => {
  const sees = facts.see(target, step.subjects)
  return sees === saw ? [] : [changeOf(target, saw, sees, step)]
}

const changeOf = (target: ReadTarget, before: string, after: string, step: Step): Change => {
  switch (target.door) {
    case 'param':
      return {
        type: 'parameter',
        path: formatPath(target.path),
        record: step.subjects[target.record]?.name ?? '',
        before: readable(before),
        after: readable(after),
      }
    case 'name':
      return { type: 'record-name', before, after }
    case 'file':
      return { type: 'file', path: target.path }
    case 'env':
      return { type: 'environment', name: target.name }
  }
}

/** Canonical text of a number, a text or a truth value as people write it; of anything else, its first characters. */
const readable = (canonical: string): string => {
  const tagged = /^(?:d(?<number>[^;]*);|s\d+:(?<text>[^]*))$/u.exec(canonical)?.groups
  if (tagged?.['number'] !== undefined) return tagged['number']
  if (tagged?.['text'] !== undefined) return JSON.stringify(shorten(tagged['text']))
  const words: Readonly<Record<string, string>> = { u: 'nothing', n: 'null', t: 'true', f: 'false' }
  return words[canonical] ?? shorten(canonical)
}

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text)
