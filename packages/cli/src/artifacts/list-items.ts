import { extname } from 'node:path'
import { isManifest, readManifest, type StoredArtifact, type StoreSession } from '@stagewright/core'
import { formatSize } from '../text/format-size.ts'

/** The items of a list that are read, and how many it has. */
export interface ListItems {
  readonly items: readonly unknown[]
  readonly length: number
}

/**
 * Items of a list as values: JSON as what it says, text as text, a list as its items, and of others the format and the size.
 *
 * @param most how many are read
 * @throws ArtifactLostError where the list or an item is gone
 */
export const readItems = async (
  list: StoredArtifact,
  session: Pick<StoreSession, 'read'>,
  most: number = Number.POSITIVE_INFINITY,
): Promise<ListItems> => {
  const all = readManifest(await session.read(list))
  const items: unknown[] = []
  for (const { stored } of all.slice(0, most)) items.push(await itemOf(stored, session))
  return { items, length: all.length }
}

const itemOf = async (stored: StoredArtifact, session: Pick<StoreSession, 'read'>): Promise<unknown> => {
  if (isManifest(stored)) return (await readItems(stored, session)).items
  const extension = extname(stored.location).slice(1).toLowerCase()
  if (extension !== 'json' && extension !== 'txt') return `${stored.format}, ${formatSize(stored.size)}`
  const text = Buffer.from(await session.read(stored)).toString()
  return extension === 'json' ? (JSON.parse(text) as unknown) : text
}
