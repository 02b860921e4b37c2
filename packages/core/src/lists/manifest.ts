import type { Digest, StoredArtifact } from '../ports/trace.ts'
import { fromUtf8, toUtf8 } from '../cachers/utf8.ts'

/** An item of a list: its identity, and where its bytes are. */
export interface ListItem {
  readonly digest: Digest
  readonly stored: StoredArtifact
}

/** Raised when manifests are written otherwise. */
const version = 1

/** What an item has in a manifest; its checksum and format only where they are not what most have. */
type Row = readonly [digest: Digest, size: number, location: string, checksum: Digest | 0, format?: string]

/** @param format what most items have */
export const manifestBytes = (items: readonly ListItem[], format: string): Uint8Array => {
  const rows = items.map(({ digest, stored }): Row => {
    const { size, location } = stored
    const checksum = stored.checksum === digest ? 0 : stored.checksum
    return stored.format === format
      ? [digest, size, location, checksum]
      : [digest, size, location, checksum, stored.format]
  })
  return toUtf8(JSON.stringify({ version, format, items: rows }))
}

/** @throws TypeError for bytes that are no manifest that this version knows */
export const readManifest = (bytes: Uint8Array): readonly ListItem[] => {
  // Written by `manifestBytes`, and proven by its checksum.
  const manifest = JSON.parse(fromUtf8(bytes)) as Manifest
  if (manifest.version !== version || !Array.isArray(manifest.items))
    throw new TypeError('the list was saved by another version of this library')
  return manifest.items.map(([digest, size, location, checksum, format = manifest.format]) => ({
    digest,
    stored: { checksum: checksum === 0 ? digest : checksum, size, format, location },
  }))
}

interface Manifest {
  readonly version: number
  readonly format: string
  readonly items: readonly Row[]
}

const listsBegin = 'list of '

/** The format of a list whose items have this one. */
export const listFormat = (itemFormat: string): string => `${listsBegin}${itemFormat}`

/** Whether an artifact is a list's manifest. */
export const isManifest = ({ format }: Pick<StoredArtifact, 'format'>): boolean =>
  format.startsWith(listsBegin)

/** The format that most items of a list have. */
export const itemFormatOf = ({ format }: Pick<StoredArtifact, 'format'>): string =>
  format.slice(listsBegin.length)

/** A list is its items in their order, wherever they are stored. */
export const listDigest = (
  items: readonly Pick<ListItem, 'digest'>[],
  digest: (text: string) => Digest,
): Digest => digest(`list ${items.map((item) => item.digest).join(' ')}`)
