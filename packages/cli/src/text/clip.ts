import { widthOf } from './width.ts'

/** A text on one line, without control characters, cut to a width in columns of a terminal. */
export const clip = (text: string, width: number): string => {
  // A line break or an escape in a name must not tear what stands around it.
  const clean = text.replace(/\p{Cc}/gu, ' ')
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
