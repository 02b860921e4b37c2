import type { Cacher } from '@stagewright/core'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { type Codec, compressed, type Packable } from './compress.ts'
import { through } from './through.ts'

const codec: Codec = {
  suffix: { format: 'gzip', extension: 'gz' },
  packAll: promisify<Uint8Array, Uint8Array>(zlib.gzip),
  unpackAll: promisify<Uint8Array, Uint8Array>(zlib.gunzip),
  pack: (chunks) => through(chunks, zlib.createGzip()),
  unpack: (chunks) => through(chunks, zlib.createGunzip()),
}

/**
 * Puts gzip around a cacher that saves bytes or a stream, and holds what that one holds. It also reads what the inner cacher
 * saved by itself, so that compressing is a change that converts.
 */
export const gzip = <Inner extends Cacher<unknown>>(inner: Inner & Packable<'gzip()', Inner>): Inner =>
  compressed<Inner>(inner, codec, 'gzip()')
