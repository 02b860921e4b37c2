import type { Cacher } from '@stagewright/core'
import type { Transform } from 'node:stream'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { type Codec, compressed, type Packable } from './compress.ts'
import { loadLibrary } from './load-library.ts'
import { through } from './through.ts'

type Callback = (error: Error | null, bytes: Uint8Array) => void

/** What `node:zlib` has from Node 22.15 on. */
interface NativeZstd {
  readonly zstdCompress: (bytes: Uint8Array, done: Callback) => void
  readonly zstdDecompress: (bytes: Uint8Array, done: Callback) => void
  readonly createZstdCompress: () => Transform
  readonly createZstdDecompress: () => Transform
}

const suffix = { format: 'zstd', extension: 'zst' }

const nativeCodec = (native: NativeZstd): Codec => ({
  suffix,
  packAll: promisify(native.zstdCompress),
  unpackAll: promisify(native.zstdDecompress),
  pack: (chunks) => through(chunks, native.createZstdCompress()),
  unpack: (chunks) => through(chunks, native.createZstdDecompress()),
})

const loadWasm = async () => {
  const library = await loadLibrary(
    'zstd() on a Node without zstd of its own (before 22.15)',
    ['@bokuweb/zstd-wasm'],
    () => import('@bokuweb/zstd-wasm'),
  )
  await library.init()
  return library
}

/** Initialised once: a second time takes the memory away from under the first. */
let loading: ReturnType<typeof loadWasm> | undefined
const wasm = (): ReturnType<typeof loadWasm> => (loading ??= loadWasm())

const packAll = async (bytes: Uint8Array): Promise<Uint8Array> => (await wasm()).compress(bytes, 3)
const unpackAll = async (bytes: Uint8Array): Promise<Uint8Array> => (await import('fzstd')).decompress(bytes)

/** Where Node has no zstd of its own. Compression has the whole of it in memory; decompression does not. */
const portableCodec: Codec = {
  suffix,
  packAll,
  unpackAll,
  pack: async function* (chunks) {
    yield await packAll(await gather(chunks))
  },
  unpack: async function* (chunks) {
    const { Decompress } = await import('fzstd')
    const ready: Uint8Array[] = []
    const decompress = new Decompress((bytes) => ready.push(bytes))
    for await (const chunk of chunks) {
      decompress.push(chunk)
      yield* ready.splice(0)
    }
    decompress.push(new Uint8Array(), true)
    yield* ready
  },
}

const gather = async (chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}

/** Zstandard as this Node can do it. Node's types know of it later than Node does. */
const codec: Codec = 'createZstdCompress' in zlib ? nativeCodec(zlib as unknown as NativeZstd) : portableCodec

/**
 * Puts Zstandard around a cacher that saves bytes or a stream, and holds what that one holds. It also reads what the inner
 * cacher saved by itself. On Node before 22.15 it needs the package `@bokuweb/zstd-wasm`, and compresses in memory.
 */
export const zstd = <Inner extends Cacher<unknown>>(inner: Inner & Packable<'zstd()', Inner>): Inner =>
  compressed<Inner>(inner, codec, 'zstd()')
