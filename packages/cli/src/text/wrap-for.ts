import type { Outlet } from './outlet.ts'
import { visible } from './visible.ts'
import { widthOf } from './width.ts'

/** Narrower terminals break words anyway. */
const narrowest = 30

/** Prose with its lines broken between words where a terminal would break them anywhere; what goes elsewhere stays as it is. */
export const wrapFor = ({ isTTY, columns = 0 }: Outlet, text: string): string =>
  isTTY === true && columns >= narrowest
    ? visible(text)
        .split('\n')
        .map((line) => wrapLine(line, columns))
        .join('\n')
    : text

const wrapLine = (line: string, columns: number): string => {
  if (widthOf(line) <= columns) return line
  const indent = ' '.repeat(hangOf(line, columns))
  const lines: string[] = []
  let last = ''
  for (const word of line.split(/(?<=\S) (?=\S)/u)) {
    const longer = last === '' ? word : `${last} ${word}`
    if (last === '' || widthOf(longer) <= columns) last = longer
    else {
      lines.push(last)
      last = indent + word
    }
  }
  return [...lines, last].join('\n')
}

/** What follows stands below the last column of a table, and a little further in than prose. */
const hangOf = (line: string, columns: number): number => {
  const before = widthOf(/^.*\S {2,}(?=\S)/u.exec(line)?.[0] ?? '')
  const isTable = before > 0 && before <= columns / 2
  return isTable ? before : widthOf(/^ */u.exec(line)?.[0] ?? '') + 2
}
