import { format } from 'node:util'

/** Logged values as `console.log` shows them; a value that throws when it is looked at is named by its kind. */
export const showAnything = (parts: readonly unknown[]): string => {
  try {
    return format(...parts)
  } catch {
    return parts.map((part) => (typeof part === 'string' ? part : `(${typeof part})`)).join(' ')
  }
}
