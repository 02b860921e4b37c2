import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import type { Digest } from '@stagewright/core'

const chunkSize = 1 << 20

/** SHA-256 and size of an open file, read from its beginning in bounded memory. */
export const hashOpenFile = async (
  file: FileHandle,
): Promise<{ readonly checksum: Digest; readonly size: number }> => {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of chunksOf(file)) {
    hash.update(chunk)
    size += chunk.length
  }
  return { checksum: hash.digest('hex'), size }
}

export const hashFile = async (
  path: string,
): Promise<{ readonly checksum: Digest; readonly size: number }> => {
  const file = await open(path, 'r')
  try {
    return await hashOpenFile(file)
  } finally {
    await file.close()
  }
}

/** The content of an open file; each chunk may be kept. */
export async function* chunksOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  for (let position = 0; ;) {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafeSlow(chunkSize), 0, chunkSize, position)
    if (bytesRead === 0) return
    position += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}
