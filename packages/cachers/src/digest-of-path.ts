import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** SHA-256 of a file's content, or of all names and contents in a folder, whatever their order on the disk. */
export const digestOfPath = async (path: string): Promise<string> => {
  const found = await stat(path)
  if (!found.isDirectory()) return digestOfFile(path)
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
  const whole = createHash('sha256')
  for (const file of files) {
    const name = relative(path, file).split(sep).join('/')
    whole.update(JSON.stringify([name, await digestOfFile(file)]))
  }
  return whole.digest('hex')
}

const digestOfFile = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
