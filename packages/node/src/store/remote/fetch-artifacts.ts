import { type Digest, type Remote, type StoredArtifact, StoreError, isRemoteError } from '@stagewright/core'
import { writeToQuarantine } from '../artifacts/quarantine.ts'
import { type Bundle, fullBundle, largestInBundle, parseBundle } from './bundle.ts'
import { objectOf, type RemotePlace } from './names.ts'
import { gather, placeArtifact, type PlaceFor } from './place-artifact.ts'
import type { RemoteState } from './remote-state.ts'

const bundlesInMemory = 4
/** What was fetched last, by remote and name: a session of its own is opened for each value of a result. */
const bundles = new Map<string, Promise<Bundle>>()

/** Brings artifacts from a remote to where the store has them. */
export interface ArtifactFetcher {
  /** @returns whether the artifact is there now; not where the remote does not have it whole */
  readonly bring: (artifact: StoredArtifact) => Promise<boolean>
}

export const createFetcher = (
  remote: Remote,
  state: RemoteState,
  where: PlaceFor,
  warn: (message: string) => void,
): ArtifactFetcher => {
  const { layout } = where
  const underWay = new Map<string, Promise<boolean>>()

  const fetchBundle = async (name: Digest): Promise<Bundle> => {
    const object = objectOf('', { kind: 'bundle', bundle: name })
    let bytes: Buffer | undefined
    for (let attempt = 0; attempt < 2; attempt++) {
      bytes = await gather(remote.get(object), 2 * fullBundle + largestInBundle)
      const bundle = parseBundle(bytes ?? Buffer.alloc(0), name)
      if (bundle.size > 0) return bundle
    }
    await putAside(object, bytes)
    return new Map()
  }
  const bundleOf = (name: Digest): Promise<Bundle> => {
    const id = `${remote.name}\n${name}`
    const known = bundles.get(id)
    bundles.delete(id)
    const bundle = known ?? fetchBundle(name)
    bundles.set(id, bundle)
    // What could not be fetched whole is asked for again.
    bundle.then(
      ({ size }) => size === 0 && bundles.delete(id),
      () => bundles.delete(id),
    )
    for (const old of [...bundles.keys()].slice(0, -bundlesInMemory)) bundles.delete(old)
    return bundle
  }
  const putAside = async (object: string, bytes: Uint8Array | undefined): Promise<void> => {
    if (bytes !== undefined) writeToQuarantine(layout, bytes, object)
    await state.write((to) => to.noteDamage(object))
    warn(`${remote.name} gave a damaged object (${object}). It is not used, and what it held is made again.`)
  }
  const fetchFrom = async (artifact: StoredArtifact, place: RemotePlace): Promise<boolean> => {
    if (place.kind === 'bundle') {
      const bytes = (await bundleOf(place.bundle)).get(artifact.checksum)
      return bytes !== undefined && placeArtifact(where, artifact, inOne(bytes))
    }
    const object = objectOf(artifact.checksum, place)
    for (let attempt = 0; attempt < 2; attempt++)
      if (await placeArtifact(where, artifact, remote.get(object))) return true
    await putAside(object, undefined)
    return false
  }
  const bring = async (artifact: StoredArtifact): Promise<boolean> => {
    for (const place of state.placesOf(artifact.checksum)) {
      try {
        if (await fetchFrom(artifact, place)) return true
      } catch (thrown) {
        if (!isRemoteError(thrown)) throw thrown
        if (thrown.problem !== 'missing')
          throw new StoreError(
            layout.root,
            `cannot fetch an artifact that only ${remote.name} has: ${thrown.message}`,
            thrown,
          )
      }
      await state.write((to) => to.dropPlace(artifact.checksum, place))
    }
    return false
  }
  return {
    bring: (artifact) => {
      const { location } = artifact
      const bringing = underWay.get(location) ?? bring(artifact).finally(() => underWay.delete(location))
      underWay.set(location, bringing)
      return bringing
    },
  }
}

async function* inOne(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
