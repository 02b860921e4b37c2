import type { AnyRow, Cell, Report } from '@stagewright/core'
import type { ShownReport } from './page-data.ts'

/** Rows of a table that a page shows. */
const mostRows = 500
/** Bytes of images and files that one page takes in. */
const mostBytes = 6 << 20

/** Brings reports into the form in which one page draws them. Heavy libraries are loaded when they are needed. */
export const makeShow = (): ((report: Report) => Promise<ShownReport>) => {
  let bytesLeft = mostBytes
  const embed = (bytes: Uint8Array, type: string): string | undefined => {
    bytesLeft -= bytes.length
    return bytesLeft < 0 ? undefined : `data:${type};base64,${Buffer.from(bytes).toString('base64')}`
  }
  const leftOut = (what: string, bytes: number): ShownReport => ({
    kind: 'note',
    text: `${what} of ${bytes} bytes was left out: images and files of one page have ${mostBytes} bytes together.`,
  })
  return async (report) => {
    const { name, group } = report
    const labels = { ...(name === undefined ? {} : { name }), ...(group === undefined ? {} : { group }) }
    return { ...labels, ...(await draw(report)) }
  }
  async function draw(report: Report): Promise<ShownReport> {
    switch (report.kind) {
      case 'number':
        return {
          kind: 'number',
          value: formatNumber(report.data),
          ...(report.unit === undefined ? {} : { unit: report.unit }),
        }
      case 'text':
        return { kind: 'text', text: report.data }
      case 'json':
        return { kind: 'text', text: JSON.stringify(report.data, undefined, 2) }
      case 'table':
        return showTable(report.data, report.columns)
      case 'markdown':
        return { kind: 'html', html: (await import('./markdown.ts')).markdownToHtml(report.data) }
      case 'plot':
        return drawSafely(async () => (await import('./draw-plot.ts')).drawPlot(report))
      case 'image': {
        const source = embed(report.data, report.type)
        if (source === undefined) return leftOut('An image', report.data.length)
        return { kind: 'image', source, alt: report.alt ?? report.name ?? 'an image without a description' }
      }
      case 'file': {
        const href = embed(report.data, 'application/octet-stream')
        if (href === undefined) return leftOut(`The file ${report.fileName}`, report.data.length)
        return { kind: 'file', href, fileName: report.fileName, bytes: report.data.length }
      }
    }
  }
}

/** A plot that its library refuses must not cost the page. */
const drawSafely = async (draw: () => Promise<string>): Promise<ShownReport> => {
  try {
    return { kind: 'html', html: await draw() }
  } catch (error) {
    return { kind: 'note', text: `This plot cannot be drawn: ${(error as Error).message}` }
  }
}

const showTable = (data: readonly AnyRow[], chosen: readonly string[] | undefined): ShownReport => {
  const columns = chosen ?? [...new Set(data.flatMap((row) => Object.keys(row)))]
  const rows = data.slice(0, mostRows)
  return {
    kind: 'table',
    columns,
    rows: rows.map((row) => columns.map((column) => formatCell(row[column]))),
    numeric: columns.map((column) => rows.every((row) => typeof (row[column] ?? 0) === 'number')),
    more: data.length - rows.length,
  }
}

const formatCell = (cell: Cell): string =>
  cell === null || cell === undefined ? '' : typeof cell === 'number' ? formatNumber(cell) : String(cell)

/** At most six digits that say something; whole numbers in full. */
const formatNumber = (value: number): string =>
  Number.isInteger(value) || !Number.isFinite(value) ? String(value) : String(Number(value.toPrecision(6)))
