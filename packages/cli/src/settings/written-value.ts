import { UsageError } from '../errors/usage-error.ts'
import { refuseInexact, refuseOtherNumerals } from './numerals.ts'

/**
 * The value that `--set NAME=TEXT` stands for, by the kind of the values that it replaces: a text stays a text whatever
 * it looks like, a bigint takes all digits, a date an ISO date. Everything else is JSON; a word needs no quotes where
 * nothing, or a text, stood before.
 *
 * @param replaced what the parameter sets hold under that name; nothing where it is new, or of any kind
 * @throws UsageError for what the kind cannot be, and for a number that would not be the one that was written
 */
export const writtenValue = (name: string, text: string, replaced: readonly unknown[]): unknown => {
  const [kind, ...others] = new Set(replaced.map(kindOf))
  if (kind === undefined || others.length > 0) return jsonOrWord(name, text)
  switch (kind) {
    case 'text':
      return quotedText(text) ?? text
    case 'bigint':
      if (/^-?\d+n?$/u.test(text)) return BigInt(text.replace('n', ''))
      throw new UsageError(`--set ${name}=${text}: ${name} is a bigint, and ${text} is not a whole number.`)
    case 'date': {
      const date = new Date(quotedText(text) ?? text)
      if (/\d{4}-\d\d/u.test(text) && Number.isFinite(date.getTime())) return date
      throw new UsageError(
        `--set ${name}=${text}: ${name} is a date. Write it as 2026-11-30 or 2026-11-30T12:00:00Z.`,
      )
    }
    case 'nothing':
      return jsonOrWord(name, text)
    case 'number':
    case 'boolean':
    case 'list':
    case 'object':
      return jsonOnly(name, text, kind)
    case 'other':
      throw new UsageError(
        `--set ${name}=${text}: ${name} holds a value that cannot be written on a command line. Set it in the program.`,
      )
  }
}

type Kind = 'text' | 'number' | 'boolean' | 'bigint' | 'date' | 'list' | 'object' | 'nothing' | 'other'

const kindOf = (value: unknown): Kind => {
  switch (typeof value) {
    case 'string':
      return 'text'
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'bigint':
      return 'bigint'
    case 'undefined':
      return 'nothing'
    case 'object':
      if (value === null) return 'nothing'
      if (value instanceof Date) return 'date'
      if (Array.isArray(value)) return 'list'
      return [Object.prototype, null].includes(Object.getPrototypeOf(value)) ? 'object' : 'other'
    default:
      return 'other'
  }
}

/** A text that is written as JSON, with its quotes. */
const quotedText = (text: string): string | undefined => {
  const value = text.startsWith('"') ? parsed(text)?.value : undefined
  return typeof value === 'string' ? value : undefined
}

const jsonOrWord = (name: string, text: string): unknown => {
  const found = parsed(text)
  if (found === undefined) {
    refuseOtherNumerals(name, text)
    return text
  }
  refuseInexact(name, text)
  return found.value
}

const jsonOnly = (name: string, text: string, kind: Kind): unknown => {
  const value = jsonOrWord(name, text)
  if (parsed(text) !== undefined) return value
  throw new UsageError(
    `--set ${name}=${text}: ${name} is ${article(kind)}, and ${text} is a text. If you mean a text, write '${name}="${text}"'.`,
  )
}

const article = (kind: Kind): string => (kind === 'object' ? 'an object' : `a ${kind}`)

const parsed = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}
