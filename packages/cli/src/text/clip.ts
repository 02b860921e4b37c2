import { visible } from './visible.ts'
import { widthOf } from './width.ts'

/** A text on one line: a line break or an escape in a name must not tear what stands around it. */
export const onOneLine = (text: string): string =>
  visible(text.replace(/[\t\n\v\f\r\u0085\u2028\u2029]/gu, ' '))

/** A text on one line, cut to a width in columns of a terminal. */
export const clip = (text: string, width: number): string => {
  const clean = onOneLine(text)
  if (widthOf(clean) <= width) return clean
  if (width < 2) return ''
  let kept = ''
  let used = 0
  for (const { segment } of new Intl.Segmenter().segment(clean)) {
    used += widthOf(segment)
    if (used > width - 1) break
    kept += segment
  }
  return `${kept}…`
}
