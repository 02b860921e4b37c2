import type { Cacher } from '../cachers/cacher.ts'
import type { AnyCacher } from '../types/list-cacher.ts'
import { ArtifactLostError, CacherError } from '../errors/index.ts'
import type { Place } from '../errors/index.ts'
import { readManifest } from '../lists/manifest.ts'
import { StoredList } from '../lists/stored-list.ts'
import type { Artifacts, Draft } from '../ports/store.ts'
import type { StoredArtifact } from '../ports/trace.ts'
import { closing, orAborted } from './abort.ts'
import { type Formats, readerOf } from './formats.ts'

type Fail = (error: unknown) => never

/** Where the bytes of artifacts come from. */
export type ArtifactSource = Pick<Artifacts, 'read' | 'stream' | 'path'>

/**
 * Saves a value by its cacher, which is blamed for what goes wrong in it.
 *
 * @param signal ends the saving: a streamed value is told by its `return()`, and what was written is of no use
 */
export const saveArtifact = (
  draft: Pick<Draft, 'write'>,
  cacher: Cacher<unknown>,
  value: unknown,
  place: Place & { readonly artifact: string },
  signal: AbortSignal,
): Promise<StoredArtifact> => {
  const { format, extension } = cacher
  const output = { name: place.artifact, format, extension }
  const fail: Fail = (error) => {
    throw new CacherError(place, 'save', format, error)
  }
  switch (cacher.via) {
    case 'bytes': {
      const saved = blamed(() => cacher.save(value), fail)
      const write = (bytes: Uint8Array) => draft.write(output, { via: 'bytes', bytes })
      return isThenable(saved)
        ? orAborted(Promise.resolve(saved).catch(fail), signal).then(write)
        : write(saved)
    }
    case 'stream':
      return draft.write(output, {
        via: 'stream',
        chunks: blamedChunks(
          closing(
            blamed(() => cacher.save(value), fail),
            signal,
          ),
          fail,
          signal,
        ),
      })
    case 'path':
      return draft.write(output, {
        via: 'path',
        write: async (path) => {
          const saved = Promise.resolve(blamed(() => cacher.save(value, path), fail)).catch(fail)
          await orAborted(saved, signal)
        },
      })
  }
}

const isThenable = (value: unknown): value is PromiseLike<Uint8Array> =>
  typeof value === 'object' && value !== null && 'then' in value

const blamed = <Part>(part: () => Part, fail: Fail): Part => {
  try {
    return part()
  } catch (error) {
    return fail(error)
  }
}

async function* blamedChunks(
  chunks: AsyncIterable<Uint8Array>,
  fail: Fail,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks
  } catch (error) {
    if (signal.aborted && error === signal.reason) throw error
    fail(error)
  }
}

/**
 * Loads a value by a cacher.
 *
 * @param formats cachers that read what the items of a list were saved in
 * @param within where the list is that it is an item of, and before that the list that this one is in
 * @throws ArtifactLostError when the bytes are gone or damaged
 * @throws CacherError when the cacher cannot make a value of them
 */
export const loadArtifact = async (
  session: ArtifactSource,
  stored: StoredArtifact,
  cacher: AnyCacher,
  place: Place,
  formats: Formats = new Map(),
  within: readonly string[] = [],
): Promise<unknown> => {
  try {
    switch (cacher.via) {
      case 'bytes':
        return await cacher.load(await session.read(stored))
      case 'stream':
        return await cacher.load({
          [Symbol.asyncIterator]: () => session.stream(stored)[Symbol.asyncIterator](),
        })
      case 'path':
        return await cacher.load(await pathOf(session, stored))
      case 'list': {
        const items = readManifest(await session.read(stored))
        return new StoredList(items.length, (index) => {
          const item = items[index]?.stored
          const reader = item && readerOf(cacher.item, item.format, formats)
          if (item === undefined || reader === undefined)
            throw new CacherError(place, 'load', item?.format ?? '', unreadable(index))
          return loadArtifact(session, item, reader, place, formats, [...within, stored.location])
        })
      }
    }
  } catch (error) {
    if (error instanceof ArtifactLostError)
      throw within.length === 0 ? error : new ArtifactLostError(error.location, error.problem, place, within)
    throw new CacherError(place, 'load', stored.format, error)
  }
}

const unreadable = (index: number): TypeError =>
  new TypeError(
    `item ${index} was saved by an earlier cacher. Name it in the 'reads' of the cacher of its items.`,
  )

/** @throws Error where the store has no files */
export const pathOf = async (session: ArtifactSource, stored: StoredArtifact): Promise<string> => {
  if (session.path === undefined) throw new Error('this store has no files: use fileStore(directory)')
  return session.path(stored)
}
