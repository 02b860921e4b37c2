import { type CsvCell, readCell } from './csv-cell.ts'

// `csv()` reads only what `csv()` wrote, which needs less than a parser for all kinds of CSV does: those took fifteen times as
// long, and most do not tell whether a cell was quoted.

/** The records of a text that comes in chunks, as its lines are complete. */
export async function* readRecords(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly (readonly CsvCell[])[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let rest = ''
  for await (const chunk of chunks) {
    const text = rest + decoder.decode(chunk, { stream: true })
    const { records, end } = parseRecords(text)
    rest = text.slice(end)
    yield records
  }
  if (rest + decoder.decode() !== '') throw new Error('The last line has no end: this is not what was saved.')
}

/** All records that end within a text, and where the last of them ends. */
const parseRecords = (text: string): { readonly records: readonly CsvCell[][]; readonly end: number } => {
  const records: CsvCell[][] = []
  let end = 0
  let record: CsvCell[] = []
  let at = 0
  while (at < text.length) {
    const isText = text.charCodeAt(at) === quote
    const stop = isText ? endOfText(text, at) : endOfWord(text, at)
    // The delimiter after the cell is not here yet.
    if (stop >= text.length) break
    record.push(isText ? textOf(text.slice(at + 1, stop - 1)) : readCell(text.slice(at, stop)))
    const delimiter = text.charCodeAt(stop)
    if (delimiter !== comma && delimiter !== lineEnd)
      throw new TypeError('csv() did not write this: after a text in quotes there is no comma.')
    at = stop + 1
    if (delimiter === comma) continue
    records.push(record)
    record = []
    end = at
  }
  return { records, end }
}

const quote = 0x22
const comma = 0x2c
const lineEnd = 0x0a

const textOf = (quoted: string): string => (quoted.includes('"') ? quoted.replaceAll('""', '"') : quoted)

/** The place after the closing quote, or the text's end. */
const endOfText = (text: string, from: number): number => {
  let at = from + 1
  for (;;) {
    at = text.indexOf('"', at)
    if (at === -1) return text.length
    if (text.charCodeAt(at + 1) !== quote) return at + 1
    at += 2
  }
}

const endOfWord = (text: string, from: number): number => {
  let at = from
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === comma || code === lineEnd) return at
    at++
  }
  return at
}
