import type { AnyRow, Cell, Report } from '@stagewright/core'
import type { ShownCell, ShownReport } from './page-data.ts'

/** Rows of a table that a page shows, and cells of all its tables: of those after that, only the first rows are shown. */
const mostRows = 5000
const mostCells = 400_000
const leastRows = 100
/** Plots that a page draws, as the bytes of their SVG. */
const mostDrawn = 24 << 20
/** Bytes of images and files that one page takes in. */
const mostBytes = 6 << 20

/** Brings reports into the form in which one page draws them. Heavy libraries are loaded when they are needed. */
export const makeShow = (): ((report: Report) => Promise<ShownReport>) => {
  let bytesLeft = mostBytes
  let cellsLeft = mostCells
  let drawnLeft = mostDrawn
  const embed = (bytes: Uint8Array, type: string): string | undefined => {
    bytesLeft -= bytes.length
    return bytesLeft < 0 ? undefined : `data:${type};base64,${Buffer.from(bytes).toString('base64')}`
  }
  const leftOut = (what: string, bytes: number): ShownReport => ({
    kind: 'note',
    text: `${what} of ${bytes} bytes was left out: a page holds ${mostBytes >> 20} MB of images and files.`,
  })
  return async (report) => {
    const { name, group } = report
    const labels = { ...(name === undefined ? {} : { name }), ...(group === undefined ? {} : { group }) }
    return { ...labels, ...(await draw(report)) }
  }
  function table(data: readonly AnyRow[], chosen: readonly string[] | undefined): ShownReport {
    const columns = chosen ?? [...new Set(data.flatMap((row) => Object.keys(row)))]
    const most = Math.max(leastRows, Math.min(mostRows, Math.floor(cellsLeft / Math.max(1, columns.length))))
    const rows = data.slice(0, most)
    cellsLeft -= rows.length * columns.length
    return {
      kind: 'table',
      columns,
      rows: rows.map((row) => columns.map((column) => cellOf(row[column]))),
      more: data.length - rows.length,
    }
  }
  async function draw(report: Report): Promise<ShownReport> {
    switch (report.kind) {
      case 'number':
        return {
          kind: 'number',
          value: cellOf(report.data) as number | string,
          ...(report.unit === undefined ? {} : { unit: report.unit }),
        }
      case 'text':
        return { kind: 'text', text: report.data }
      case 'json':
        return { kind: 'text', text: JSON.stringify(report.data, undefined, 2) }
      case 'table':
        return table(report.data, report.columns)
      case 'markdown':
        return { kind: 'html', html: (await import('./markdown.ts')).markdownToHtml(report.data) }
      case 'plot':
        return drawSafely(async () => {
          if (drawnLeft < 0) throw new Error('the plots before it have as much as a page can hold')
          const html = (await import('./draw-plot.ts')).drawPlot(report)
          drawnLeft -= html.length
          return html
        })
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
    return { kind: 'plot', html: await draw() }
  } catch (error) {
    return { kind: 'note', text: `This plot cannot be drawn: ${(error as Error).message}` }
  }
}

const cellOf = (cell: Cell): ShownCell =>
  cell === undefined ? null : typeof cell === 'number' && !Number.isFinite(cell) ? String(cell) : cell
