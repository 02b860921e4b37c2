import type { ErrorDocument } from './run-document.ts'
import { showAnything } from './show-anything.ts'

/** Whatever was thrown, as people read it. */
export const errorDocument = (error: unknown): ErrorDocument => {
  if (!(error instanceof Error)) return { tag: 'Error', message: showAnything([error]) }
  const tag: unknown = Reflect.get(error, '_tag')
  const { cause } = error
  const thrown = cause instanceof Error ? (cause.stack ?? cause.message) : cause
  return {
    tag: typeof tag === 'string' ? tag : error.name,
    message: error.message,
    ...(thrown === undefined ? {} : { cause: typeof thrown === 'string' ? thrown : showAnything([thrown]) }),
  }
}
