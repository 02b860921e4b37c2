import { createHash } from 'node:crypto'
import { mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { RemoteBody } from '@stagewright/core'
import { chunksOf } from '../../files/hash-file.ts'
import { isPlainName } from '../artifacts/location.ts'
import { listTree, type Tree } from '../artifacts/tree-hash.ts'
import { parseJson } from '../index/parse-json.ts'

type Contents = Pick<Tree, 'files' | 'folders'>

const longestHeader = 64 << 20

/** A folder as one object: a line that lists what is in it, and the files' bytes in that order. Its bytes follow from its content. */
export const archiveOf = async (root: string): Promise<RemoteBody> => {
  const { files, folders } = await listTree(root)
  const header = Buffer.from(`${JSON.stringify({ files, folders } satisfies Contents)}\n`)
  const size = files.reduce((sum, file) => sum + file.size, header.length)
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    yield header
    for (const { path } of files) {
      const file = await open(join(root, path), 'r')
      try {
        yield* chunksOf(file)
      } finally {
        await file.close()
      }
    }
  }
  const hash = createHash('sha256')
  for await (const chunk of chunks()) hash.update(chunk)
  return { size, sha256: hash.digest('hex'), open: chunks }
}

/**
 * Makes a folder of an archive. The caller proves the folder's hash afterwards; nothing is written outside of it.
 *
 * @returns whether it was an archive
 */
export const unpackArchive = async (root: string, chunks: AsyncIterable<Uint8Array>): Promise<boolean> => {
  const source = chunks[Symbol.asyncIterator]()
  let rest: Uint8Array = new Uint8Array()
  const more = async (): Promise<boolean> => {
    const next = await source.next()
    if (next.done === true) return false
    rest = next.value
    return true
  }
  try {
    const contents = await readHeader(async () => ((await more()) ? rest : undefined))
    if (contents === undefined) return false
    rest = contents.rest
    await mkdir(root, { recursive: true })
    for (const folder of contents.folders) await mkdir(join(root, folder), { recursive: true })
    for (const { path, size } of contents.files) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      const file = await open(join(root, path), 'wx')
      try {
        for (let left = size; left > 0;) {
          if (rest.length === 0 && !(await more())) return false
          const part = rest.subarray(0, left)
          await file.writeFile(part)
          rest = rest.subarray(part.length)
          left -= part.length
        }
      } finally {
        await file.close()
      }
    }
    return true
  } finally {
    await source.return?.()
  }
}

const readHeader = async (
  next: () => Promise<Uint8Array | undefined>,
): Promise<(Contents & { readonly rest: Uint8Array }) | undefined> => {
  const parts: Uint8Array[] = []
  for (let length = 0; length < longestHeader;) {
    const chunk = await next()
    if (chunk === undefined) return undefined
    const end = chunk.indexOf(10)
    parts.push(end < 0 ? chunk : chunk.subarray(0, end))
    length += chunk.length
    if (end < 0) continue
    const contents = parseJson(Buffer.concat(parts).toString())
    return isContents(contents) ? { ...contents, rest: chunk.subarray(end + 1) } : undefined
  }
  return undefined
}

const isContents = (value: unknown): value is Contents => {
  if (typeof value !== 'object' || value === null) return false
  const { files, folders } = value as { readonly files?: unknown; readonly folders?: unknown }
  return (
    Array.isArray(folders) &&
    folders.every(isSafePath) &&
    Array.isArray(files) &&
    files.every(
      (file: unknown) =>
        typeof file === 'object' &&
        file !== null &&
        isSafePath(Reflect.get(file, 'path')) &&
        Number.isSafeInteger(Reflect.get(file, 'size')),
    )
  )
}

/** Names may begin with a dot, other than those of a store. */
const isSafePath = (path: unknown): boolean =>
  typeof path === 'string' &&
  path.split('/').every((name) => name !== '' && name !== '.' && name !== '..' && isPlainName(`_${name}`))
