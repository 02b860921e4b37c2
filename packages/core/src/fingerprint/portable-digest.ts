import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Digest } from '../ports/trace.ts'

/** SHA-256 in plain JavaScript, for runtimes without a synchronous one. */
export const portableDigest = (content: Uint8Array | string): Digest =>
  bytesToHex(sha256(typeof content === 'string' ? utf8ToBytes(content) : content))
