import * as crypto from 'node:crypto'

/** SHA-256 as 64 hexadecimal digits. The one-call form, where Node has it, is several times faster on small contents. */
export const sha256: (content: Uint8Array | string) => string =
  typeof crypto.hash === 'function'
    ? (content) => crypto.hash('sha256', content)
    : (content) => crypto.createHash('sha256').update(content).digest('hex')
