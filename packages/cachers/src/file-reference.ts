import { resolve } from 'node:path'
import type { BytesCacher, Ruled } from '@stagewright/core'
import { digestOfPath } from './digest-of-path.ts'
import type { OnlyRule } from './types/only-rule.ts'

export type FileReferenceRule = OnlyRule<
  'fileReference()',
  string,
  "it is not a string with a file's or a folder's path"
>

/** Keeps the path of a file or a folder, and what was in it. */
export interface FileReferenceCacher extends BytesCacher<string>, Ruled<FileReferenceRule> {}

interface Reference {
  readonly path: string
  readonly digest: string
}

const cacher: FileReferenceCacher = Object.freeze({
  via: 'bytes',
  format: 'file-reference',
  extension: 'json',
  save: async (path: string) => {
    if (typeof path !== 'string')
      throw new TypeError(`fileReference() holds a path, and this is a ${typeof path}.`)
    const reference: Reference = { path: resolve(path), digest: await digestOfPath(path) }
    return Buffer.from(`${JSON.stringify(reference)}\n`)
  },
  // A relative path is kept as the file that it named when the stage ran.
  reloads: (path: string) => path !== resolve(path),
  load: async (bytes: Uint8Array): Promise<string> => {
    // The store has proven that these are the bytes that `save` made.
    const { path, digest } = JSON.parse(Buffer.from(bytes).toString()) as Reference
    const found = await digestOfPath(path).catch((error: unknown) => {
      throw new Error(`${path} cannot be read any more. Overwrite the stage to make it anew.`, {
        cause: error,
      })
    })
    if (found !== digest)
      throw new Error(`${path} is not what it was when the stage ran. Overwrite the stage to make it anew.`)
    return path
  },
})

/**
 * Keeps where a file or a folder is, and not its content: for what is too large to copy. Its content is proven by a SHA-256
 * when it is saved and each time it is loaded, which reads all of it. A changed or missing file is an error when it is
 * loaded, and does not make the stage run by itself.
 */
export const fileReference = (): FileReferenceCacher => cacher
