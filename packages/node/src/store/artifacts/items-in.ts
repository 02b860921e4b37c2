import { ArtifactLostError, isManifest, readManifest, type StoredArtifact } from '@stagewright/core'

/** An artifact, and all that it names where it is a list, lists in lists included. What is gone or damaged names nothing. */
export const withItems = async (
  artifact: StoredArtifact,
  read: (artifact: StoredArtifact) => Promise<Uint8Array>,
): Promise<readonly StoredArtifact[]> => {
  const found = [artifact]
  // Members that are added while an array is walked are met as well.
  for (const one of found) if (isManifest(one)) for (const item of await itemsOf(one, read)) found.push(item)
  return found
}

const itemsOf = async (
  list: StoredArtifact,
  read: (artifact: StoredArtifact) => Promise<Uint8Array>,
): Promise<readonly StoredArtifact[]> => {
  try {
    return readManifest(await read(list)).map(({ stored }) => stored)
  } catch (thrown) {
    if (thrown instanceof ArtifactLostError) return []
    throw thrown
  }
}
