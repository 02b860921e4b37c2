import type { ReadTarget } from '../ports/trace.ts'
import { absent, mostReadsBelowOne } from '../reads/recorder.ts'
import { decode, partsOf } from '../values/decode.ts'
import { formatPath } from '../values/encode.ts'
import type { Change } from './reason.ts'

type ParameterChange = Extract<Change, { readonly type: 'parameter' }>
type Path = readonly string[]

/** As many differences within one value are told one by one; of more, the value as a whole is told. */
const mostWithin = mostReadsBelowOne

const nothing = 'nothing'
/** What is known to be there, and not what it is. */
const something = 'a value'

/** What differs between two sights of one aspect of a parameter, each part where it stands. */
export const parameterChanges = (
  { path, aspect }: Extract<ReadTarget, { readonly door: 'param' }>,
  before: string,
  after: string,
  record: string,
): readonly ParameterChange[] => {
  const tell = (at: Path, was: string, is: string): ParameterChange => ({
    type: 'parameter',
    path: formatPath(at),
    record,
    before: was,
    after: is,
  })
  if (aspect === 'value') {
    const within = differencesIn(path, before, after)
    const told = within.length > mostWithin ? [{ path, before, after }] : within
    return told.map((each) => tell(each.path, describeSeen(each.before), describeSeen(each.after)))
  }
  if (aspect === 'has')
    return [before === 't' ? tell(path, something, nothing) : tell(path, nothing, something)]
  const keys = aspect === 'keys' ? [keysIn(before), keysIn(after)] : []
  const [were, are] = keys
  if (were === undefined || are === undefined) return [tell(path, describeSeen(before), describeSeen(after))]
  const gone = were.filter((key) => !are.includes(key))
  const come = are.filter((key) => !were.includes(key))
  if (gone.length + come.length === 0)
    return [tell(path, `the keys ${were.join(', ')}`, `the keys ${are.join(', ')}`)]
  return [
    ...gone.map((key) => tell([...path, key], something, nothing)),
    ...come.map((key) => tell([...path, key], nothing, something)),
  ]
}

/** Where one change shows the values that another only knows to be there, that one is enough. */
export const withoutEchoes = (changes: readonly Change[]): readonly Change[] => {
  const isVague = (change: Change): boolean =>
    change.type === 'parameter' && [change.before, change.after].includes(something)
  if (!changes.some(isVague)) return changes
  const placeOf = (change: Change): string =>
    change.type === 'parameter' ? JSON.stringify([change.record, change.path]) : ''
  const told = new Set(changes.filter((change) => !isVague(change)).map(placeOf))
  return changes.filter((change) => {
    if (!isVague(change)) return true
    const place = placeOf(change)
    const isNew = !told.has(place)
    told.add(place)
    return isNew
  })
}

interface Difference {
  readonly path: Path
  readonly before: string
  readonly after: string
}

const differencesIn = (path: Path, before: string, after: string): readonly Difference[] => {
  const [were, are] = [partsIn(before), partsIn(after)]
  const whole = [{ path, before, after }]
  if (were === undefined || are === undefined || before.charAt(0) !== after.charAt(0)) return whole
  if (before.startsWith('[') && were.size !== are.size) return whole
  const found = [...new Set([...were.keys(), ...are.keys()])].flatMap((key) => {
    const [was, is] = [were.get(key) ?? absent, are.get(key) ?? absent]
    return was === is ? [] : differencesIn([...path, key], was, is)
  })
  // Without any, it is the order of the keys.
  return found.length === 0 ? whole : found
}

/** A text of an earlier version of this library may be none that this one knows. */
const partsIn = (canonical: string): ReadonlyMap<string, string> | undefined => {
  try {
    return partsOf(canonical)
  } catch {
    return undefined
  }
}

const keysIn = (canonical: string): readonly string[] | undefined => {
  try {
    const keys = decode(canonical)
    return Array.isArray(keys) ? keys.map(String) : undefined
  } catch {
    return undefined
  }
}

/** Canonical text of a value as people write it, or its beginning. */
export const describeSeen = (canonical: string): string => {
  const words: Readonly<Record<string, string>> = { [absent]: nothing, u: nothing }
  const text = words[canonical] ?? written(canonical)
  return /^[sh]/u.test(canonical) ? text : shorten(text)
}

const written = (canonical: string): string => {
  try {
    if (/^d[^;]*;$/u.test(canonical)) return canonical.slice(1, -1)
    if (canonical.startsWith('D')) return JSON.stringify(decode(canonical))
    if (canonical.startsWith('R') || canonical.startsWith('i')) return String(decode(canonical))
    if (/^[ntf{[]/u.test(canonical)) return JSON.stringify(decode(canonical), asWritten)
    if (/^[sh]/u.test(canonical)) return JSON.stringify(shorten(String(decode(canonical))))
    const value = /^[SM]/u.test(canonical) ? decode(canonical) : undefined
    if (value instanceof Set) return `a set of ${JSON.stringify([...value], asWritten)}`
    if (value instanceof Map) return `a map of ${JSON.stringify([...value], asWritten)}`
  } catch {
    // Then it is shown as it is.
  }
  return canonical
}

const asWritten = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' || value instanceof RegExp ? String(value) : value

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text)
