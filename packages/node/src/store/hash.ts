import * as crypto from 'node:crypto'
import type { Digest } from '@stagewright/core'

export const sha256 = (content: Uint8Array | string): Digest => crypto.hash('sha256', content, 'hex')

/** The first 48 bits, as a number that an integer column and a double hold exactly. */
export const short48 = (digest: Digest): number => Number.parseInt(digest.slice(0, 12), 16)
