/** How a terminal shows what its codes ask for, on a dark ground. */
const styles: Readonly<Record<string, string>> = {
  1: 'font-weight="bold"',
  2: 'fill="#8a8fa3"',
  31: 'fill="#f38ba8"',
  32: 'fill="#a6e3a1"',
  33: 'fill="#f9e2af"',
  36: 'fill="#89dceb"',
}

const column = 8.4
const row = 19
const margin = 16

/** What a command printed with colours, as a picture of a terminal. */
export const terminalPicture = (printed: string): string => {
  const lines = printed.trimEnd().split('\n').map(runsOf)
  const columns = Math.max(...lines.map((runs) => runs.reduce((sum, { text }) => sum + text.length, 0)))
  const [width, height] = [Math.ceil(columns * column) + 2 * margin, lines.length * row + 2 * margin]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<rect width="${width}" height="${height}" rx="8" fill="#1e1e2e"/>`,
    `<g font-family="ui-monospace, Menlo, 'DejaVu Sans Mono', Consolas, monospace" font-size="14" fill="#cdd6f4" xml:space="preserve">`,
    ...lines.flatMap((runs, at) => drawLine(runs, margin + at * row + 14)),
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

interface Run {
  readonly text: string
  readonly style: string
}

const escape = String.fromCodePoint(27)
const codes = new RegExp(`${escape}\\[(\\d+)m`, 'u')

/** Texts and codes take turns; each code here is either one style or the end of all. */
const runsOf = (line: string): readonly Run[] => {
  let style = ''
  return line.split(codes).flatMap((part, at) => {
    if (at % 2 === 0) return part === '' ? [] : [{ text: part, style }]
    style = styles[part] ?? ''
    return []
  })
}

/** Each run has a place and a length of its own, so that columns are straight in every font. */
const drawLine = (runs: readonly Run[], y: number): readonly string[] => {
  let at = 0
  return runs.flatMap(({ text, style }) => {
    const from = at
    at += text.length
    return [...text.matchAll(/\S+(?: \S+)*/gu)].map(([words], index, all) => {
      const x = margin + (from + (all[index]?.index ?? 0)) * column
      const attributes = [
        `x="${x.toFixed(1)}"`,
        `y="${y}"`,
        `textLength="${(words.length * column).toFixed(1)}"`,
        style,
      ]
      return `<text ${attributes.filter((attribute) => attribute !== '').join(' ')}>${escapeXml(words)}</text>`
    })
  })
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
