import { types } from 'node:util'
import { showAnything } from '../text/show-anything.ts'

// Anything can be thrown, and looking at it may throw again.

export const isError = (thrown: unknown): boolean => thrown instanceof Error || types.isNativeError(thrown)

export const partOf = (thrown: unknown, key: string): unknown => {
  try {
    return typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, key) : undefined
  } catch {
    return undefined
  }
}

/** A part that is a text, and not an empty one. */
export const textOf = (thrown: unknown, key: string): string | undefined => {
  const part = partOf(thrown, key)
  return typeof part === 'string' && part !== '' ? part : undefined
}

export const nameOf = (thrown: unknown): string =>
  textOf(thrown, '_tag') ?? textOf(thrown, 'name') ?? (isError(thrown) ? 'Error' : typeof thrown)

/** What an error says of itself; errors of Node's own connections have nothing but a code. */
export const messageOf = (thrown: unknown): string => {
  if (typeof thrown === 'string') return thrown
  if (!isError(thrown)) return showAnything([thrown])
  return textOf(thrown, 'message') ?? textOf(thrown, 'code') ?? nameOf(thrown)
}
