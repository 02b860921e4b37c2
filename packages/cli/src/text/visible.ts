import { ownMark } from '../paint.ts'

/**
 * What a terminal obeys or hides, but for line breaks and tabs: control characters of both blocks, marks that turn the
 * direction of writing around, separators that only some programs take for line breaks, and half characters.
 */
const obeyed = /(?![\n\t])[\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/u

const ownMarkOrObeyed = new RegExp(`${ownMark.source}|${obeyed.source}`, 'gu')

/**
 * A text that a terminal shows as it is: what it would obey is written as JSON writes it (`\u001b`), so that JSON stays
 * JSON. Colours by `Paint` stay.
 */
export const visible = (text: string): string =>
  obeyed.test(text)
    ? text.replace(ownMarkOrObeyed, (found) => (found.length > 2 ? found : escaped(found)))
    : text

const escaped = (character: string): string =>
  `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
