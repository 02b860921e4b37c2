import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { hashFile, listBelow } from '@stagewright/node/files'

/**
 * SHA-256 of a file's content, or of all names and contents in a folder, whatever their order on the disk.
 *
 * @throws Error naming what is neither a file nor a folder, and a link to a folder around it
 */
export const digestOfPath = async (path: string): Promise<string> => {
  const found = await stat(path)
  if (found.isFile()) return (await hashFile(path)).checksum
  if (!found.isDirectory()) throw new Error(`${path} is neither a file nor a folder.`)
  const { files } = await listBelow(path)
  const whole = createHash('sha256')
  for (const name of files.toSorted())
    whole.update(JSON.stringify([name, (await hashFile(join(path, name))).checksum]))
  return whole.digest('hex')
}
