import ansiEscapes from 'ansi-escapes'

/** Lines at the end of a terminal that are drawn over and over. */
export interface Canvas {
  /** Draws lines in the place of those before, with some text above them that stays. */
  readonly draw: (lines: readonly string[], above?: string) => void
  /** Takes the lines away and shows the cursor again. */
  readonly clear: (above?: string) => void
}

const escape = (code: string): string => `\u001B[${code}`

// A terminal that knows synchronised output shows each drawing at once; the others ignore the marks.
const begin = escape('?2026h')
const end = escape('?2026l')

// A line that is too wide, in whatever script, must not become two.
const noWrap = escape('?7l')
const wrap = escape('?7h')

export const makeCanvas = (write: (text: string) => unknown): Canvas => {
  let drawn: readonly string[] = []
  let isCursorHidden = false
  const erase = (): string => (drawn.length === 0 ? '' : ansiEscapes.eraseLines(drawn.length + 1))
  return {
    draw: (lines, above = '') => {
      if (above === '' && lines.length === drawn.length && lines.every((line, at) => line === drawn[at]))
        return
      const hide = isCursorHidden ? '' : ansiEscapes.cursorHide
      isCursorHidden = true
      const frame = lines.map((line) => `${line}\n`).join('')
      write(`${begin}${hide}${erase()}${above}${noWrap}${frame}${wrap}${end}`)
      drawn = lines
    },
    clear: (above = '') => {
      const show = isCursorHidden ? ansiEscapes.cursorShow : ''
      const text = `${erase()}${above}${show}`
      if (text !== '') write(text)
      drawn = []
      isCursorHidden = false
    },
  }
}
