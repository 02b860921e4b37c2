import { json } from '@stagewright/core'

/** Bytes that are gathered before they become a chunk. */
const chunkSize = 1 << 18

/**
 * One line of JSON for each row.
 *
 * @throws TypeError naming the path of what JSON cannot hold
 */
export async function* writeLines(
  rows: Iterable<unknown> | AsyncIterable<unknown>,
): AsyncGenerator<Uint8Array> {
  const { save } = json()
  let pending: Uint8Array[] = []
  let size = 0
  let index = 0
  for await (const row of rows) {
    const line = await savedRow(() => save(row), index++)
    pending.push(line, newline)
    size += line.byteLength + 1
    if (size < chunkSize) continue
    yield Buffer.concat(pending, size)
    pending = []
    size = 0
  }
  if (size > 0) yield Buffer.concat(pending, size)
}

const newline = Buffer.from('\n')

const savedRow = (save: () => Uint8Array | Promise<Uint8Array>, index: number) => {
  try {
    return save()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const path = error.message.replace(/^the value(?= )/u, '')
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
