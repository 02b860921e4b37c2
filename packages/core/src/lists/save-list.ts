import type { Cacher } from '../cachers/cacher.ts'
import { describeThrown } from '../errors/base.ts'
import { CacherError, type Place } from '../errors/index.ts'
import type { Draft } from '../ports/store.ts'
import type { Digest, StoredArtifact } from '../ports/trace.ts'
import { closing } from '../run/abort.ts'
import { preview } from '../run/preview.ts'
import { saveArtifact } from '../run/artifacts.ts'
import type { AnyCacher, ListCacher } from '../types/list-cacher.ts'
import { listDigest, type ListItem, manifestBytes } from './manifest.ts'

/** A list that was saved. */
export interface SavedList {
  readonly digest: Digest
  /** Its manifest. */
  readonly stored: StoredArtifact
  readonly preview: string
}

/** What saving a list depends on. */
export interface ListSaving {
  readonly draft: Pick<Draft, 'write'>
  readonly digest: (content: Uint8Array | string) => Digest
  readonly signal: AbortSignal
  /** An item that is stored already, by its bytes' checksum. */
  readonly known: (checksum: Digest, format: string) => StoredArtifact | undefined
}

/**
 * Saves the items of a list, one after another, and their manifest.
 *
 * @throws CacherError for what is no list, for a hole, and for an item that its cacher cannot hold, with the item's place
 */
export const saveList = async (
  cacher: ListCacher,
  value: unknown,
  place: Place & { readonly artifact: string },
  saving: ListSaving,
): Promise<SavedList> => {
  const { draft, digest, signal } = saving
  const refuse = (problem: unknown): CacherError => new CacherError(place, 'save', cacher.format, problem)
  const items: ListItem[] = []
  const own = new Map<Digest, StoredArtifact>()
  let first = ''
  for await (const item of itemsOf(value, refuse, signal)) {
    const index = items.length
    if (index === 0) first = preview(item)
    try {
      items.push(await saveItem(cacher.item, item, { ...place, artifact: `${place.artifact}-${index}` }))
    } catch (error) {
      if (!(error instanceof CacherError)) throw error
      throw refuse(new TypeError(`item ${index}: ${describeThrown(error.cause)}`, { cause: error.cause }))
    }
  }
  const bytes = manifestBytes(items, cacher.item.format)
  const stored = await draft.write(
    { name: place.artifact, format: cacher.format, extension: cacher.extension },
    { via: 'bytes', bytes },
  )
  return { digest: listDigest(items, digest), stored, preview: describe(items.length, first) }

  async function saveItem(
    itemCacher: AnyCacher,
    item: unknown,
    at: Place & { readonly artifact: string },
  ): Promise<ListItem> {
    if (itemCacher.via === 'list') return saveList(itemCacher, item, at, saving)
    const kept = await saveWhole(itemCacher, item, at)
    return { digest: kept.checksum, stored: kept }
  }

  async function saveWhole(
    itemCacher: Cacher<unknown>,
    item: unknown,
    at: Place & { readonly artifact: string },
  ): Promise<StoredArtifact> {
    if (itemCacher.via !== 'bytes') return saveArtifact(draft, itemCacher, item, at, signal)
    const write: Pick<Draft, 'write'> = {
      write: async (output, content) => {
        const checksum = content.via === 'bytes' ? digest(content.bytes) : ''
        const before = own.get(checksum) ?? saving.known(checksum, itemCacher.format)
        const kept = before ?? (await draft.write(output, content))
        own.set(checksum, kept)
        return kept
      },
    }
    return saveArtifact(write, itemCacher, item, at, signal)
  }
}

/** What people see of a list. */
export const describe = (length: number, first: string): string => {
  if (length === 0) return 'no items'
  return `${length} ${length === 1 ? 'item' : 'items'}: ${first}${length === 1 || first === '' ? '' : ', ...'}`
}

async function* itemsOf(
  value: unknown,
  refuse: (problem: unknown) => CacherError,
  signal: AbortSignal,
): AsyncGenerator {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      if (!(index in value)) throw refuse(new TypeError(`item ${index} is an empty slot of the array`))
      signal.throwIfAborted()
      yield value[index]
    }
    return
  }
  const iterable = typeof value === 'object' && value !== null ? value : undefined
  if (iterable !== undefined && Symbol.asyncIterator in iterable)
    // Looked at just now.
    return yield* closing(iterable as AsyncIterable<unknown>, signal)
  if (iterable !== undefined && Symbol.iterator in iterable) {
    for (const item of iterable as Iterable<unknown>) {
      signal.throwIfAborted()
      yield item
    }
    return
  }
  throw refuse(
    new TypeError(
      `the value is no list, but ${kindOf(value)}. Return an array, or another iterable of items.`,
    ),
  )
}

const kindOf = (value: unknown): string => {
  if (value === null || value === undefined) return String(value)
  return typeof value === 'object' ? 'an object that cannot be gone through' : `a ${typeof value}`
}
