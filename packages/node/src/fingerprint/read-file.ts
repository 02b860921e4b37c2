import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import {
  closeSync,
  lstatSync,
  openSync,
  readSync,
  readdirSync,
  realpathSync,
  statSync,
  type BigIntStats,
} from 'node:fs'
import { join, sep } from 'node:path'
import type { FileReading } from '@stagewright/core'
import { sha256 } from '../files/sha256.ts'

const chunkBytes = 1 << 20
/** A file system's clock may be this coarse, in nanoseconds: a younger change might leave the times as they are. */
const racyNs = 2_000_000_000n

/** A name that is not UTF-8 can be written in bytes alone. */
type Path = string | Buffer

/** One file or folder below the path that was asked for, by its name relative to it. */
interface Entry {
  readonly name: string
  readonly path: Path
  readonly stat: BigIntStats
}

const statOf = (path: string): BigIntStats | undefined => {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined
    throw error
  }
}

const hashFile = (path: Path): string => {
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(chunkBytes)
  const file = openSync(path, 'r')
  try {
    for (;;) {
      const length = readSync(file, buffer, 0, chunkBytes, null)
      if (length === 0) return hash.digest('hex')
      hash.update(buffer.subarray(0, length))
    }
  } finally {
    closeSync(file)
  }
}

/** What is in a folder, in the order of names. One that is not UTF-8 is known by its bytes. */
const childrenOf = (folder: Path): readonly { readonly name: string; readonly path: Path }[] =>
  readdirSync(folder, { encoding: 'buffer' })
    .map((bytes) => {
      const name = bytes.toString()
      if (isUtf8(bytes))
        return { name, path: typeof folder === 'string' ? join(folder, name) : below(folder, bytes) }
      return { name: `\0${bytes.toString('hex')}`, path: below(folder, bytes) }
    })
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))

const below = (folder: Path, name: Buffer): Buffer =>
  Buffer.concat([typeof folder === 'string' ? Buffer.from(folder) : folder, Buffer.from(sep), name])

/** Of what a link leads to, or of the link itself where it leads nowhere or around in a circle. */
const statLink = (path: Path): BigIntStats => {
  try {
    return statSync(path, { bigint: true })
  } catch (error) {
    if (!['ENOENT', 'ELOOP'].includes(String((error as NodeJS.ErrnoException).code))) throw error
    return lstatSync(path, { bigint: true })
  }
}

/** Everything below a folder, in the order of names, links followed; a link back to a folder around it is left out. */
const listFolder = (root: string, stat: BigIntStats): Entry[] => {
  const entries: Entry[] = [{ name: '', path: root, stat }]
  const visit = (folder: Path, prefix: string, around: readonly string[]): void => {
    const here = realpathSync.native(folder, { encoding: 'buffer' }).toString('latin1')
    if (around.includes(here)) return
    for (const child of childrenOf(folder)) {
      const name = prefix + child.name
      const entry = { name, path: child.path, stat: statLink(child.path) }
      entries.push(entry)
      if (entry.stat.isDirectory()) visit(child.path, `${name}/`, [...around, here])
    }
  }
  visit(root, '', [])
  return entries
}

const describe = ({ name, stat }: Entry): string =>
  JSON.stringify([
    name,
    ...[stat.mode & 0o170000n, stat.isDirectory() ? 0n : stat.size, stat.mtimeNs, stat.ctimeNs, stat.ino].map(
      String,
    ),
  ])

const isRacy = (entries: readonly Entry[], nowNs: bigint): boolean =>
  entries.some(({ stat }) => stat.mtimeNs > nowNs - racyNs || stat.ctimeNs > nowNs - racyNs)

const signatureOf = (entries: readonly Entry[]): string => {
  const [only] = entries
  return entries.length === 1 && only !== undefined
    ? describe(only)
    : sha256(entries.map(describe).join('\n'))
}

const contentOf = (entries: readonly Entry[], isFolder: boolean): string => {
  const [only] = entries
  if (!isFolder && only !== undefined) return hashFile(only.path)
  const lines = entries.slice(1).map(({ name, path, stat }) => {
    if (stat.isDirectory()) return JSON.stringify([name, 'folder'])
    if (!stat.isFile()) return JSON.stringify([name, 'other'])
    return JSON.stringify([name, hashFile(path)])
  })
  return sha256(`folder\n${lines.join('\n')}`)
}

/** The content of a file or folder, without reading what still shows a known signature; `undefined` if nothing is there. */
export const readFileContent = (path: string, known?: FileReading): FileReading | undefined => {
  try {
    const nowNs = BigInt(Date.now()) * 1_000_000n
    const stat = statOf(path)
    if (stat === undefined) return undefined
    if (!stat.isDirectory() && !stat.isFile()) throw new Error('it is neither a file nor a folder')
    const entries = stat.isDirectory() ? listFolder(path, stat) : [{ name: '', path, stat }]
    const signature = signatureOf(entries)
    if (known?.signature === signature) return known
    const digest = contentOf(entries, stat.isDirectory())
    return isRacy(entries, nowNs) ? { digest } : { digest, signature }
  } catch (error) {
    throw new Error(`The file ${path} cannot be read: ${(error as Error).message}`, { cause: error })
  }
}
