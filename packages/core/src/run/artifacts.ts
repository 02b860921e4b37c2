import type { Cacher } from '../cachers/cacher.ts'
import { ArtifactLostError, CacherError } from '../errors/index.ts'
import type { Place } from '../errors/index.ts'
import type { Artifacts, Draft } from '../ports/store.ts'
import type { StoredArtifact } from '../ports/trace.ts'
import { closing, orAborted } from './abort.ts'

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
 * @throws ArtifactLostError when the bytes are gone or damaged
 * @throws CacherError when the cacher cannot make a value of them
 */
export const loadArtifact = async (
  session: ArtifactSource,
  stored: StoredArtifact,
  cacher: Cacher<unknown>,
  place: Place,
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
    }
  } catch (error) {
    if (error instanceof ArtifactLostError) throw error
    throw new CacherError(place, 'load', stored.format, error)
  }
}

/** @throws Error where the store has no files */
export const pathOf = async (session: ArtifactSource, stored: StoredArtifact): Promise<string> => {
  if (session.path === undefined) throw new Error('this store has no files: use fileStore(directory)')
  return session.path(stored)
}
