import type { Cacher } from '../cachers/cacher.ts'
import { ArtifactLostError, CacherError } from '../errors/index.ts'
import type { Place } from '../errors/index.ts'
import type { Content, Draft, StoreSession } from '../ports/store.ts'
import type { StoredArtifact } from '../ports/trace.ts'

/** Saves a value by its cacher. */
export const saveArtifact = async (
  draft: Draft,
  name: string,
  cacher: Cacher<unknown>,
  value: unknown,
  place: Place,
): Promise<StoredArtifact> => {
  const { format, extension } = cacher
  const blame = <Part>(part: () => Part): Part => {
    try {
      return part()
    } catch (error) {
      throw new CacherError({ ...place, artifact: name }, 'save', format, error)
    }
  }
  const content = await contentOf(cacher, value, blame, (error) => {
    throw new CacherError({ ...place, artifact: name }, 'save', format, error)
  })
  return draft.write({ name, format, extension }, content)
}

const contentOf = async (
  cacher: Cacher<unknown>,
  value: unknown,
  blame: <Part>(part: () => Part) => Part,
  fail: (error: unknown) => never,
): Promise<Content> => {
  switch (cacher.via) {
    case 'bytes':
      return { via: 'bytes', bytes: await Promise.resolve(blame(() => cacher.save(value))).catch(fail) }
    case 'stream':
      return {
        via: 'stream',
        chunks: blamedChunks(
          blame(() => cacher.save(value)),
          fail,
        ),
      }
    case 'path':
      return {
        via: 'path',
        write: async (path) => {
          await Promise.resolve(blame(() => cacher.save(value, path))).catch(fail)
        },
      }
  }
}

async function* blamedChunks(
  chunks: AsyncIterable<Uint8Array>,
  fail: (error: unknown) => never,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks
  } catch (error) {
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
  session: StoreSession,
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
export const pathOf = async (session: StoreSession, stored: StoredArtifact): Promise<string> => {
  if (session.path === undefined) throw new Error('this store has no files: use fileStore(directory)')
  return session.path(stored)
}
