import type { Cacher, Mistake } from '@stagewright/core'

/** Accepts cachers that save bytes or a stream; of others, the sentence that says why not. */
export type Packable<Name extends string, Inner> = Inner extends { readonly via: 'path' }
  ? Mistake<`${Name} is put around cachers that save bytes or streams, and this one saves to a path`>
  : unknown

export interface Codec {
  /** Added to the inner format and extension. */
  readonly suffix: { readonly format: string; readonly extension: string }
  readonly packAll: (bytes: Uint8Array) => Promise<Uint8Array>
  readonly unpackAll: (bytes: Uint8Array) => Promise<Uint8Array>
  readonly pack: (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>
  readonly unpack: (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>
}

/** The same cacher, whose bytes go through a codec. It also reads what the inner one saved by itself. */
export const compressed = <Inner extends Cacher<unknown>>(inner: Inner, codec: Codec, name: string): Inner =>
  // All properties of the inner cacher are there, and it saves and loads the same values in the same way.
  Object.freeze({
    ...inner,
    format: `${inner.format}+${codec.suffix.format}`,
    extension: `${inner.extension}.${codec.suffix.extension}`,
    reads: [inner, ...(inner.reads ?? [])],
    ...through(inner, codec, name),
  }) as unknown as Inner

const through = (inner: Cacher<unknown>, codec: Codec, name: string): object => {
  switch (inner.via) {
    case 'bytes':
      return {
        save: async (value: unknown) => codec.packAll(await inner.save(value)),
        load: async (bytes: Uint8Array) => inner.load(await codec.unpackAll(bytes)),
      }
    case 'stream':
      return {
        save: (value: unknown) => codec.pack(inner.save(value)),
        load: (chunks: AsyncIterable<Uint8Array>) =>
          inner.load({ [Symbol.asyncIterator]: () => codec.unpack(chunks)[Symbol.asyncIterator]() }),
      }
    case 'path':
      throw new TypeError(
        `${name} is put around a cacher that saves bytes or a stream, and not around this one.`,
      )
  }
}
