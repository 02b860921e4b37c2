import { UsageError } from '../errors/usage-error.ts'

/** The texts and the numbers of a JSON text. */
const tokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gu

/** What people write for numbers elsewhere, and JSON does not know: `0x1f`, `.5`, `5.`, `007`, `1_000`, `10n`, `NaN`. */
const numberElsewhere =
  /^[+-]?(?:0[xX][\da-fA-F]+|0[bB][01]+|0[oO][0-7]+|Infinity|NaN|(?=\.?\d)\d[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?\d+)?n?|\.\d[\d_]*(?:[eE][+-]?\d+)?)$/u

/**
 * Refuses numbers of a JSON text that a number of JavaScript does not hold as they are written: `1234567890123456789`
 * would become `1234567890123456800`, `1e400` infinite and `-0` equal to `0`.
 *
 * @throws UsageError that gives the way to write the digits as a text
 */
export const refuseInexact = (name: string, json: string): void => {
  for (const [token] of json.matchAll(tokens)) {
    if (token.startsWith('"')) continue
    const number = Number(token)
    if (!Number.isFinite(number)) throw inexact(name, token, 'too large for a number')
    if (Object.is(number, -0)) throw inexact(name, token, 'the same as 0 to most programs')
    if (canonical(token) !== canonical(String(number)))
      throw inexact(name, token, `not a number that can be held exactly: it would become ${number}`)
  }
}

/**
 * Refuses a text that is not JSON and that somebody may mean as a number.
 *
 * @throws UsageError that gives the ways to write a number and a text
 */
export const refuseOtherNumerals = (name: string, text: string): void => {
  if (!numberElsewhere.test(text)) return
  const number = Number(text.replaceAll('_', '').replace(/n$/u, ''))
  const asNumber = Math.abs(number) <= Number.MAX_SAFE_INTEGER ? `${name}=${number} for a number, or ` : ''
  throw new UsageError(
    `--set ${name}=${text}: ${text} is not a number in JSON. Write ${asNumber}${asText(name, text)}.`,
  )
}

const inexact = (name: string, token: string, why: string): UsageError =>
  new UsageError(`--set ${name}: ${token} is ${why}. Write ${asText(name, token)}.`)

const asText = (name: string, text: string): string => `'${name}="${text}"' for a text`

/** A decimal numeral as its digits without zeros around them, and the place of the first. */
const canonical = (numeral: string): string => {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/u.exec(numeral) ?? []
  const digits = (whole + fraction).replace(/^0+/u, '')
  if (digits === '') return '0'
  const point = whole.length + Number(exponent) - (whole.length + fraction.length - digits.length)
  return `${sign}${digits.replace(/0+$/u, '')}e${point}`
}
