import * as crypto from 'node:crypto'
import type { Digest } from '@stagewright/core'

/** SHA-256 of bytes, or of a text's UTF-8. The one-call form is several times faster on small contents. */
export const sha256 = (content: Uint8Array | string): Digest => crypto.hash('sha256', content, 'hex')
