import { eastAsianWidth } from 'get-east-asian-width'

const printable = /^[ -~]*$/u
const emoji = /\p{Emoji_Presentation}|\u{FE0F}/u

const graphemesOf = (text: string): readonly string[] =>
  [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment)

const columnsOfGrapheme = (grapheme: string): number =>
  emoji.test(grapheme) ? 2 : eastAsianWidth(grapheme.codePointAt(0) ?? 0)

/** Columns that a text takes on a terminal. */
export const columnsOf = (text: string): number =>
  printable.test(text)
    ? text.length
    : graphemesOf(text).reduce((sum, grapheme) => sum + columnsOfGrapheme(grapheme), 0)

export const padTo = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - columnsOf(text)))

/** A text cut to so many columns. */
export const shortenTo = (text: string, columns: number): string => {
  if (columnsOf(text) <= columns) return text
  let kept = ''
  let used = 0
  for (const grapheme of graphemesOf(text)) {
    used += columnsOfGrapheme(grapheme)
    if (used > columns - 1) break
    kept += grapheme
  }
  return `${kept}…`
}
