import type { ErrorDocument } from './run-document.ts'

/** Whatever was thrown, as people read it. */
export const errorDocument = (error: unknown): ErrorDocument => {
  if (!(error instanceof Error)) return { tag: 'Error', message: String(error) }
  const tag: unknown = Reflect.get(error, '_tag')
  const { cause } = error
  const thrown = cause instanceof Error ? (cause.stack ?? cause.message) : cause
  return {
    tag: typeof tag === 'string' ? tag : error.name,
    message: error.message,
    ...(thrown === undefined ? {} : { cause: String(thrown) }),
  }
}
