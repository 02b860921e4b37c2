import { toUtf8 } from '../cachers/utf8.ts'
import type { Digest } from '../ports/trace.ts'
import { sha256 } from './sha256.ts'

type Sha256 = (content: Uint8Array | string) => Digest

const inPlainJavaScript: Sha256 = (content) => sha256(typeof content === 'string' ? toUtf8(content) : content)

let quickest = inPlainJavaScript

/** SHA-256, in plain JavaScript where the runtime has given no synchronous one. */
export const portableDigest: Sha256 = (content) => quickest(content)

/** A runtime's own SHA-256, which is many times quicker: records are named by it before there is an engine. */
export const provideSha256 = (own: Sha256): void => {
  quickest = own
}
