import { pathOf } from '../cachers/path-of.ts'
import { kindOf } from '../values/encode.ts'

/** @throws TypeError always */
export const refuse = (path: readonly (string | number)[], problem: string): never => {
  throw new TypeError(`${pathOf(path)} ${problem}.`)
}

/** A value in a sentence. */
export const describe = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40))
  if (typeof value !== 'object' || value === null) return value === undefined ? 'missing' : String(value)
  const kind = kindOf(value)
  return `${/^[AEIO]/u.test(kind) ? 'an' : 'a'} ${kind}`
}

/** What to do about data that a report cannot hold. */
export const reportPlainData = 'Report plain data.'
