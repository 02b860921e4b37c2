import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { deserialize } from 'node:v8'
import { inspect } from 'node:util'
import { prettyJson } from '../text/pretty-json.ts'
import { formatSize } from '../text/format-size.ts'
import { tableLines } from '../text/table.ts'
import { extensionOf, type ListedArtifact } from './listed-artifact.ts'

/** How an artifact is shown, by the ending of its file. */
type Kind = 'json' | 'table' | 'text' | 'image' | 'v8' | 'bytes'

const kinds: Readonly<Record<string, Kind>> = {
  json: 'json',
  csv: 'table',
  tsv: 'table',
  txt: 'text',
  md: 'text',
  ndjson: 'text',
  jsonl: 'text',
  html: 'text',
  xml: 'text',
  yaml: 'text',
  yml: 'text',
  log: 'text',
  png: 'image',
  jpg: 'image',
  jpeg: 'image',
  gif: 'image',
  webp: 'image',
  svg: 'image',
  v8: 'v8',
}

/** Larger ones are not read, in bytes. */
const largest = 100_000_000

/** Bytes that are shown of what has no better form. */
const mostBytes = 64

/** Columns of a terminal that JSON is folded at. */
const jsonWidth = 100

/**
 * An artifact as people read it, line by line.
 *
 * @param path a file or folder that holds it
 */
export const artifactLines = async (artifact: ListedArtifact, path: string): Promise<readonly string[]> => {
  if (statSync(path).isDirectory()) return folderLines(path)
  const { size } = artifact.stored
  if (size > largest) return [`${formatSize(size)}, too large to show. Stored at ${path}`]
  const bytes = readFileSync(path)
  switch (kinds[extensionOf(artifact)] ?? 'bytes') {
    case 'json':
      return prettyJson(JSON.parse(bytes.toString()), jsonWidth).split('\n')
    case 'table':
      return tableOf(bytes.toString())
    case 'text':
      return linesOf(bytes.toString())
    case 'image':
      return [await imageLine(bytes, path)]
    case 'v8':
      return inspect(deserialize(bytes), {
        depth: null,
        maxArrayLength: null,
        maxStringLength: null,
        breakLength: jsonWidth,
      }).split('\n')
    case 'bytes':
      return [`${formatSize(size)}, starting with ${hexOf(bytes)}`, `Stored at ${path}`]
  }
}

const linesOf = (text: string): readonly string[] => text.replace(/\r?\n$/u, '').split(/\r?\n/u)

const tableOf = async (text: string): Promise<readonly string[]> => {
  const { default: papa } = await import('papaparse')
  const { data } = papa.parse<readonly string[]>(text, { skipEmptyLines: true })
  const columns = data[0]?.length ?? 0
  const isNumber = (cell: string | undefined): boolean =>
    cell === undefined || cell === '' || Number.isFinite(Number(cell))
  const numeric = Array.from({ length: columns }, (_, at) => at).filter(
    (at) => data.length > 1 && data.slice(1).every((row) => isNumber(row[at])),
  )
  return tableLines(data, { numeric })
}

const imageLine = async (bytes: Uint8Array, path: string): Promise<string> => {
  const { imageSize } = await import('image-size')
  const sizes = (): string => {
    try {
      const { width, height } = imageSize(bytes)
      return `${width} x ${height}, `
    } catch {
      return ''
    }
  }
  return `${sizes()}${formatSize(bytes.length)}, at ${path}`
}

const hexOf = (bytes: Uint8Array): string => {
  const shown = Buffer.from(bytes.subarray(0, mostBytes)).toString('hex').replaceAll(/../gu, '$& ').trim()
  return bytes.length > mostBytes ? `${shown} …` : shown
}

const folderLines = (path: string): readonly string[] => {
  const entries = readdirSync(path, { withFileTypes: true, recursive: true }).filter((entry) =>
    entry.isFile(),
  )
  const files = entries.map((entry) => join(entry.parentPath, entry.name)).toSorted()
  const rows = files.map((file) => [relative(path, file), formatSize(statSync(file).size)])
  return [...tableLines(rows, { numeric: [1] }), `Stored in ${path}`]
}
