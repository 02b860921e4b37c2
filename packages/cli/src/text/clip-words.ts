import { clip, onOneLine } from './clip.ts'
import { widthOf } from './width.ts'

/** A text on one line, cut between two words where that leaves half of the width or more, and anywhere otherwise. */
export const clipWords = (text: string, width: number): string => {
  const clean = onOneLine(text)
  if (widthOf(clean) <= width) return clean
  const cut = clip(clean, width)
  // Where the cut falls between two words, the last one is whole.
  const kept = cut.slice(0, -1)
  if (clean[kept.length] === ' ') return `${kept.trimEnd()}…`
  const space = kept.lastIndexOf(' ')
  return space > 0 && widthOf(kept.slice(0, space)) * 2 >= width ? `${kept.slice(0, space).trimEnd()} …` : cut
}
