import { proveJson, writeJson } from '@stagewright/core'

/** Bytes that are gathered before they become a chunk. */
const chunkSize = 1 << 18

/**
 * One line of JSON for each row.
 *
 * @param textOf a row, proven to be what JSON can hold
 * @throws TypeError naming the path of what JSON cannot hold
 */
export async function* writeLines(
  rows: Iterable<unknown> | AsyncIterable<unknown>,
  textOf: (row: unknown, index: number) => string = provenText,
): AsyncGenerator<Uint8Array> {
  const lines = gatherLines(textOf)
  // Waiting for each row of an array would cost more than writing it.
  if (Symbol.iterator in rows) {
    for (const row of rows) if (lines.add(row)) yield lines.take()
  } else {
    for await (const row of rows) if (lines.add(row)) yield lines.take()
  }
  if (lines.size() > 0) yield lines.take()
}

const gatherLines = (textOf: (row: unknown, index: number) => string) => {
  let pending: Uint8Array[] = []
  let size = 0
  let index = 0
  return {
    size: () => size,
    /** Whether there is enough for a chunk. */
    add: (row: unknown): boolean => {
      const line = Buffer.from(`${textOf(row, index++)}\n`)
      pending.push(line)
      size += line.byteLength
      return size >= chunkSize
    },
    take: (): Uint8Array => {
      const chunk = Buffer.concat(pending, size)
      pending = []
      size = 0
      return chunk
    },
  }
}

/** The text of a row that comes by itself, and is proven by itself. */
const provenText = (row: unknown, index: number): string => {
  try {
    return proveJson(row).hasNegativeZero ? writeJson(row) : JSON.stringify(row)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const path = error.message.replace(/^the value(?= )/iu, '')
    throw new TypeError(`[${index}]${path}`, { cause: error })
  }
}

/** The rows of lines, as the chunks come in. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield JSON.parse(line)
  }
  rest += decoder.decode()
  if (rest !== '') throw new Error('The last line has no end: this is not what was saved.')
}
