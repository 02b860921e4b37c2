/** Control characters, marks that turn the direction of writing around, and separators that some take for line breaks. */
const obeyed = /[\p{Cc}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu

/** A name or a value on one line, with what a terminal or a renderer would obey written as JSON writes it. */
export const plainText = (text: string): string =>
  text.replace(obeyed, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)
