import { gunzipSync, gzipSync } from 'node:zlib'
import type { Digest } from '@stagewright/core'
import { sha256 } from '../../files/sha256.ts'
import { parseJson } from '../index/parse-json.ts'

/** Larger artifacts are objects of their own. In bytes. */
export const largestInBundle: number = 64 << 10
/** So many bytes, about, are in one bundle: fetching one artifact of it fetches all. */
export const fullBundle: number = 4 << 20

const largestText = fullBundle + largestInBundle + (64 << 20)

/** Many small artifacts in one object, each under its checksum. */
export type Bundle = ReadonlyMap<Digest, Uint8Array>

export const bundleBytes = (artifacts: Bundle): Buffer => {
  const sizes = [...artifacts].map(([checksum, { length }]) => [checksum, length])
  return gzipSync(Buffer.concat([Buffer.from(`${JSON.stringify(sizes)}\n`), ...artifacts.values()]))
}

/** Only what proves itself: none of it where the bundle is damaged. */
export const parseBundle = (bytes: Buffer, name: Digest): Bundle => {
  const artifacts = new Map<Digest, Uint8Array>()
  if (sha256(bytes) !== name) return artifacts
  try {
    const content = gunzipSync(bytes, { maxOutputLength: largestText })
    let at = content.indexOf('\n') + 1
    const sizes = parseJson(content.toString('utf8', 0, at))
    if (!Array.isArray(sizes)) return artifacts
    for (const [checksum, size] of sizes as readonly (readonly [Digest, number])[]) {
      const artifact = content.subarray(at, at + size)
      if (sha256(artifact) === checksum) artifacts.set(checksum, artifact)
      at += size
    }
  } catch {
    // What is no bundle holds nothing.
  }
  return artifacts
}
