import { kindOf } from '../values/encode.ts'

/**
 * What can be gone through once, in words: an iterator, a generator, a stream, the body of a response. `undefined` for values
 * that give the same each time they are looked at.
 */
export const oneShot = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  const kind = kindOf(value)
  if (kind === 'ReadableStream' || kind === 'Response' || kind === 'Request') return `a ${kind}`
  if ('pipe' in value && Symbol.asyncIterator in value) return 'a stream'
  if (!('next' in value) || typeof value.next !== 'function') return undefined
  const isGenerator = kind === 'Generator' || kind === 'AsyncGenerator'
  if (isGenerator) return 'a generator'
  return Symbol.iterator in value || Symbol.asyncIterator in value ? 'an iterator' : undefined
}
