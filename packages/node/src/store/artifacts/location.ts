/** Where the bytes of an artifact are: a row of the index, or a file or folder below `artifacts/`. */
export type Location =
  | { readonly kind: 'row'; readonly id: number; readonly extension: string }
  | { readonly kind: 'file' | 'folder'; readonly folder: string; readonly path: string }

export const rowLocation = (id: number, extension: string): string => `db:${id}.${extension}`

/** @param path three names: stage, execution, artifact */
export const fileLocation = (kind: 'file' | 'folder', path: string): string => `${kind}:${path}`

const row = /^db:([1-9]\d{0,15})\.([A-Za-z0-9]{0,16})$/
const tree = /^(file|folder):(([^/]+)\/([^/]+))\/([^/]+)$/

/** `undefined` for what this store cannot have written: such a text never becomes a path. */
export const parseLocation = (text: string): Location | undefined => {
  if (text.length > 1000) return undefined
  const inRow = row.exec(text)
  if (inRow !== null) {
    const id = Number(inRow[1])
    return Number.isSafeInteger(id) ? { kind: 'row', id, extension: inRow[2] ?? '' } : undefined
  }
  const inTree = tree.exec(text)
  if (inTree === null) return undefined
  const [, kind, folder, stage, execution, artifact] = inTree
  if (folder === undefined || ![stage, execution, artifact].every(isPlainName)) return undefined
  return { kind: kind === 'file' ? 'file' : 'folder', folder, path: `${folder}/${artifact}` }
}

/** A single name that leads nowhere else on any file system. */
export const isPlainName = (name: string | undefined): boolean =>
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused
  name !== undefined && /^[^./\\:<>"|?*\u0000-\u001f][^/\\:<>"|?*\u0000-\u001f]*$/u.test(name)
