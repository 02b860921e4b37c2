import type { Digest, InputTrace, Read, ReadTarget, Trace } from '../ports/trace.ts'
import { absent, idOf, unreadable } from '../reads/recorder.ts'
import { formatPath } from '../values/encode.ts'
import { parameterChanges, withoutEchoes } from './parameter-changes.ts'
import type { Change, Presence } from './reason.ts'

// What differs between two sights of the same code, inputs or reads, as data that people can be told.

type NameOf = (record: number) => string

export const codeChanges = (
  before: Pick<Trace, 'code' | 'parts'>,
  after: Pick<Trace, 'code' | 'parts'>,
): readonly Extract<Change, { readonly type: 'code' }>[] => {
  if (before.code === after.code) return []
  const names = Object.keys(after.parts)
  const changed = names.filter(
    (name) => Object.hasOwn(before.parts, name) && before.parts[name] !== after.parts[name],
  )
  const added = names.filter((name) => !Object.hasOwn(before.parts, name))
  const removed = Object.keys(before.parts).filter((name) => !Object.hasOwn(after.parts, name))
  return [
    {
      type: 'code',
      changed,
      added,
      removed,
      before: digestsOf(before.parts, [...changed, ...removed]),
      after: digestsOf(after.parts, [...changed, ...added]),
    },
  ]
}

const digestsOf = (parts: Trace['parts'], names: readonly string[]): Readonly<Record<string, Digest>> =>
  Object.fromEntries(names.flatMap((name) => (Object.hasOwn(parts, name) ? [[name, parts[name] ?? '']] : [])))

export const inputChanges = (
  before: readonly InputTrace[],
  after: readonly InputTrace[],
  nameOf: NameOf,
): readonly Change[] => {
  const digests = new Map(before.map((input) => [slotOf(input), input.digest ?? 'absent']))
  const slots = new Set(after.map(slotOf))
  const gone = before
    .filter((input) => !slots.has(slotOf(input)))
    .map((input) => ({ ...input, digest: 'absent' }))
  return [...after, ...gone].flatMap((input): Change[] => {
    const was = digests.get(slotOf(input)) ?? 'absent'
    const is = input.digest ?? 'absent'
    return was === is
      ? []
      : [{ type: 'input', input: input.name, record: nameOf(input.record), before: was, after: is }]
  })
}

/** Whether an aggregate was given more or fewer records than before. */
export const recordChanges = (before: number, after: number): readonly Change[] =>
  before === after ? [] : [{ type: 'records', before, after }]

/** How many records an execution was given beside its own. */
export const recordsOf = ({ records, inputs }: Pick<Trace, 'records' | 'inputs'>): number =>
  records ?? new Set(inputs.flatMap(({ record }) => (record === 0 ? [] : record))).size

const slotOf = ({ record, name }: InputTrace): string => `${record} ${name}`

export const sightChanges = (
  target: ReadTarget,
  before: string,
  after: string,
  nameOf: NameOf,
): readonly Change[] => {
  if (before === after) return []
  switch (target.door) {
    case 'param':
      return parameterChanges(target, before, after, nameOf(target.record))
    case 'name':
      return [{ type: 'record-name', before, after }]
    case 'file':
      return [{ type: 'file', path: target.path, ...presenceOf(before, after) }]
    case 'env':
      return [{ type: 'environment', name: target.name }]
  }
}

const presenceOf = (before: string, after: string): { readonly now?: Presence } => {
  if (after === absent) return { now: 'missing' }
  if (after === unreadable) return { now: 'unreadable' }
  if (before === unreadable) return { now: 'readable' }
  return before === absent ? { now: 'there' } : {}
}

/** What two executions saw otherwise, and what only one of them looked at. */
export const readChanges = (
  before: readonly Read[],
  after: readonly Read[],
  nameOf: NameOf,
): readonly Change[] => {
  const [saw, sees] = [sightsById(before), sightsById(after)]
  const only = (
    reads: readonly Read[],
    others: ReadonlyMap<string, string>,
    now: boolean,
  ): readonly Change[] =>
    reads
      .filter(({ target }) => !others.has(idOf(target)))
      .map(({ target }) => ({ type: 'reads', what: describeTarget(target, nameOf), now }))
  return [
    ...withoutEchoes(
      after.flatMap(({ target, saw: now }) => {
        const was = saw.get(idOf(target))
        return was === undefined ? [] : sightChanges(target, was, now, nameOf)
      }),
    ),
    ...only(after, saw, true),
    ...only(before, sees, false),
  ]
}

const sightsById = (reads: readonly Read[]): ReadonlyMap<string, string> =>
  new Map(reads.map(({ target, saw }) => [idOf(target), saw]))

const describeTarget = (target: ReadTarget, nameOf: NameOf): string => {
  switch (target.door) {
    case 'param': {
      const what = target.path.length === 0 ? 'all parameters' : `parameter '${formatPath(target.path)}'`
      return target.record === 0 ? what : `${what} of ${nameOf(target.record)}`
    }
    case 'name':
      return "the record's name"
    case 'file':
      return `file '${target.path}'`
    case 'env':
      return `environment variable ${target.name}`
  }
}
