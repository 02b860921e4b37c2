import { match } from 'ts-pattern'
import type { Digest } from '../ports/trace.ts'

/** Of a file that was there, or could be read, before or now, and not both. */
export type Presence = 'missing' | 'there' | 'unreadable' | 'readable'

/** One difference between what an earlier execution saw and what this one would see. */
export type Change =
  | {
      readonly type: 'code'
      readonly changed: readonly string[]
      readonly added: readonly string[]
      readonly removed: readonly string[]
      /**
       * Of the parts that are named, the digests that they had and have: what a store knows their texts by. Absent in what
       * an earlier version of this library wrote.
       */
      readonly before?: Readonly<Record<string, Digest>>
      readonly after?: Readonly<Record<string, Digest>>
    }
  | {
      readonly type: 'parameter'
      readonly path: string
      readonly record: string
      readonly before: string
      readonly after: string
    }
  | { readonly type: 'record-name'; readonly before: string; readonly after: string }
  | {
      readonly type: 'input'
      readonly input: string
      readonly record: string
      readonly before: string
      readonly after: string
    }
  | { readonly type: 'file'; readonly path: string; readonly now?: Presence }
  | { readonly type: 'environment'; readonly name: string }
  /** The function looked at something that it did not look at before, or looks at it no more. */
  | { readonly type: 'reads'; readonly what: string; readonly now: boolean }
  | { readonly type: 'records'; readonly before: number; readonly after: number }
  /** Of a list that is gathered; without any of the three, the items have another order. */
  | { readonly type: 'items'; readonly added: number; readonly changed: number; readonly removed: number }

/** An output that is kept, but in the format of an earlier cacher. */
export interface Conversion {
  readonly artifact: string
  readonly before: string
  readonly after: string
}

/** Why a step has its decision. */
export type Reason =
  | { readonly type: 'first-run' }
  | { readonly type: 'changed'; readonly changes: readonly Change[] }
  | { readonly type: 'overwrite' }
  | { readonly type: 'artifact-missing'; readonly artifact: string }
  | { readonly type: 'artifact-corrupt'; readonly artifact: string }
  | {
      readonly type: 'cacher-changed'
      readonly artifact: string
      readonly before: string
      readonly after: string
    }
  | { readonly type: 'outputs-changed' }
  | { readonly type: 'no-outputs' }
  | { readonly type: 'not-cached' }
  | { readonly type: 'needed'; readonly artifact: string; readonly by: string }
  | {
      readonly type: 'input-runs'
      readonly inputs: readonly string[]
      /** What differs however the inputs come out; only an execution of another record or of long ago could fit. */
      readonly beside?: Extract<Reason, { readonly type: 'first-run' | 'changed' }>
    }
  /** It is one of the steps of items, or gathers from them, and the items are not known. */
  | { readonly type: 'unfolds'; readonly lists: readonly string[] }
  /** An input that was made anew came out as it was. */
  | { readonly type: 'inputs-same'; readonly inputs: readonly string[] }
  /** It turned out to be the same step as another one, which ran. */
  | { readonly type: 'shared'; readonly record: string; readonly run: string }
  | { readonly type: 'blocked'; readonly by: string }
  | {
      readonly type: 'unchanged'
      readonly executedAt: number
      readonly run: string
      /** What the run saves in the format of today's cacher, without calling the function. */
      readonly conversions?: readonly Conversion[]
    }
  | { readonly type: 'not-needed' }

/** A sentence for a reason. */
export const describeReason = (reason: Reason): string =>
  match(reason)
    .with({ type: 'first-run' }, () => 'first run')
    .with({ type: 'changed' }, ({ changes }) => changes.map(describeChange).join('; '))
    .with({ type: 'overwrite' }, () => 'overwrite was asked for')
    .with({ type: 'artifact-missing' }, ({ artifact }) => `artifact '${artifact}' is missing`)
    .with({ type: 'artifact-corrupt' }, ({ artifact }) => `artifact '${artifact}' is damaged`)
    .with(
      { type: 'cacher-changed' },
      ({ artifact, before, after }) => `the cacher of '${artifact}' changed from ${before} to ${after}`,
    )
    .with({ type: 'outputs-changed' }, () => 'its outputs are declared otherwise')
    .with({ type: 'no-outputs' }, () => 'it has no outputs, so it always runs')
    .with({ type: 'not-cached' }, () => 'it has no cachers, and its value is a target')
    .with({ type: 'needed' }, ({ artifact, by }) => `'${artifact}' is needed by ${by}, and is not kept`)
    .with({ type: 'input-runs' }, ({ inputs, beside }) =>
      beside === undefined
        ? `only if ${listOf(inputs)} changes`
        : `${describeReason(beside)}, unless an earlier result fits once ${listOf(inputs)} is known`,
    )
    .with({ type: 'unfolds' }, ({ lists }) =>
      lists.length === 0
        ? 'expands with the items'
        : `expands when ${listOf(lists)} ${lists.length === 1 ? 'is' : 'are'} known`,
    )
    .with({ type: 'inputs-same' }, ({ inputs }) =>
      inputs.length === 1
        ? `input ${listOf(inputs)} came out the same`
        : `inputs ${listOf(inputs)} came out the same`,
    )
    .with({ type: 'shared' }, ({ record }) => `it shares what was made for ${record}`)
    .with({ type: 'blocked' }, ({ by }) => `${by} failed`)
    .with({ type: 'unchanged' }, ({ executedAt, conversions = [] }) =>
      [`nothing changed since ${formatTime(executedAt)}`, ...conversions.map(describeConversion)].join('; '),
    )
    .with({ type: 'not-needed' }, () => 'nothing that runs needs it')
    .exhaustive()

export const describeChange = (change: Change): string =>
  match(change)
    .with({ type: 'code' }, describeCode)
    .with(
      { type: 'parameter' },
      ({ path, before, after }) =>
        `${path === '' ? 'the parameters' : `parameter '${path}'`} changed from ${before} to ${after}`,
    )
    .with(
      { type: 'record-name' },
      ({ before, after }) => `the record's name changed from '${before}' to '${after}'`,
    )
    .with({ type: 'input' }, ({ input, before, after }) =>
      before === 'absent'
        ? `input '${input}' is new`
        : after === 'absent'
          ? `input '${input}' is gone`
          : `input '${input}' changed (${before.slice(0, 8)} to ${after.slice(0, 8)})`,
    )
    .with({ type: 'file' }, ({ path, now }) =>
      now === undefined
        ? `file ${path} changed`
        : `file '${path}' is ${now === 'there' || now === 'readable' ? `${now} now` : now}`,
    )
    .with({ type: 'environment' }, ({ name }) => `environment variable ${name} changed`)
    .with({ type: 'reads' }, ({ what, now }) => `${now ? 'now' : 'no longer'} reads ${what}`)
    .with(
      { type: 'records' },
      ({ before, after }) => `it gets ${after} ${after === 1 ? 'record' : 'records'} instead of ${before}`,
    )
    .with({ type: 'items' }, describeItems)
    .exhaustive()

const describeItems = (counts: Extract<Change, { type: 'items' }>): string => {
  const parts = (['added', 'changed', 'removed'] as const).filter((part) => counts[part] > 0)
  if (parts.length === 0) return 'the items have another order'
  const [first = 'added', ...rest] = parts
  const noun = counts[first] === 1 ? 'item' : 'items'
  return [`${counts[first]} ${noun} ${first}`, ...rest.map((part) => `${counts[part]} ${part}`)].join(', ')
}

const listOf = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ')

const describeConversion = ({ artifact, before, after }: Conversion): string =>
  `'${artifact}' is converted from ${before} to ${after}`

const describeCode = ({ changed, added, removed }: Extract<Change, { type: 'code' }>): string => {
  const parts = [
    changed.length > 0 && changed.join(', '),
    added.length > 0 && `now uses ${added.join(', ')}`,
    removed.length > 0 && `no longer uses ${removed.join(', ')}`,
  ].filter((part) => part !== false)
  return parts.length === 0 ? 'code changed' : `code changed: ${parts.join('; ')}`
}

const formatTime = (at: number): string => new Date(at).toISOString().replace('T', ' ').slice(0, 16)
