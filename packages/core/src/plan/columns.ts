const printable = /^[ -~]*$/u
/** What Unicode calls wide: the scripts of East Asia, their signs and full-width forms, and pictures. */
const wide =
  /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Yi}\p{Script=Tangut}\p{Script=Nushu}\u2329\u232a\u3000-\u303e\u3200-\u33ff\u4dc0-\u4dff\ufe10-\ufe6b\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|\u{FE0F}/u

/** Half-width forms of the same scripts. */
const halfWidth = /^[\uff61-\uffdc\uffe8-\uffee]/u

const graphemesOf = (text: string): readonly string[] =>
  [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment)

const columnsOfGrapheme = (grapheme: string): number =>
  wide.test(grapheme) && !halfWidth.test(grapheme) ? 2 : 1

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
