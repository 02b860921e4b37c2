import type { Digest } from '@stagewright/core'

/** Raised when objects are written otherwise; those of another version lie elsewhere, and neither sees the other's. */
const version = 'v1'

export const indexBeginning: string = `${version}/index/`
export const bundlesBeginning: string = `${version}/bundles/`
export const artifactsBeginning: string = `${version}/artifacts/`
export const treesBeginning: string = `${version}/trees/`

/** Sorts behind every segment, so that one listing has the newest segments and all packs. */
const packBeginning = `${indexBeginning}pack-`

/** A segment's name begins with the time, so that a listing can leave out old ones. */
export const segmentName = (at: number, content: Digest): string => `${indexBeginning}${stamp(at)}-${content}`

/** What every segment that was written since then comes after, as its writer's clock had it. */
export const segmentsSince = (at: number): string => `${indexBeginning}${stamp(at)}`

export const packName = (members: Digest): string => packBeginning + members

export const isPack = (name: string): boolean => name.startsWith(packBeginning)

/** The digest that a name ends with. */
export const digestIn = (name: string): Digest => name.slice(-64)

const stamp = (at: number): string => new Date(at).toISOString().replaceAll(/[-:.]/g, '').toLowerCase()

/** Where the bytes of an artifact are: an object of its own, an archive of a folder, or a part of a bundle. */
export type RemotePlace =
  { readonly kind: 'own' | 'tree' } | { readonly kind: 'bundle'; readonly bundle: Digest }

export const objectOf = (checksum: Digest, place: RemotePlace): string => {
  switch (place.kind) {
    case 'own':
      return artifactsBeginning + checksum
    case 'tree':
      return treesBeginning + checksum
    case 'bundle':
      return bundlesBeginning + place.bundle
  }
}

/** As segments and tables have it. */
export const placeText = (place: RemotePlace): string => (place.kind === 'bundle' ? place.bundle : place.kind)

/** `undefined` for what no place is written as. */
export const parsePlace = (text: unknown): RemotePlace | undefined => {
  if (text === 'own' || text === 'tree') return { kind: text }
  return typeof text === 'string' && /^[0-9a-f]{64}$/u.test(text)
    ? { kind: 'bundle', bundle: text }
    : undefined
}
