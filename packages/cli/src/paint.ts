import { inspect } from 'node:util'

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

/** Colours a text, or leaves it as it is where there is no terminal or nobody wants colours. */
export type Paint = (style: Style, text: string) => string

/**
 * Stands in the marks of this process alone, so that no name, error or log can bring colours of its own. What counts
 * columns takes parameters of four digits for parts of an escape sequence, and no longer ones.
 */
const token = [0, 0].map(() => 1000 + Math.floor(Math.random() * 9000)).join(';')

const escape = '\u001B'

const markOf = (code: number): string => `${escape}[${code};${token}m`

/** A mark that `Paint` sets, which is no escape sequence of a terminal yet: see `showColours`. */
export const ownMark: RegExp = new RegExp(`${escape}\\[(\\d+);${token}m`, 'u')

const everyOwnMark = new RegExp(ownMark.source, 'gu')

/** Turns the marks of `Paint` into the escape sequences that terminals know. */
export const showColours = (text: string): string =>
  text.includes(escape) ? text.replace(everyOwnMark, `${escape}[$1m`) : text

/** Keeps to NO_COLOR and FORCE_COLOR, as https://no-color.org and Node do. */
export const paintFor = (
  stream: { readonly isTTY?: boolean | undefined },
  env: Readonly<Record<string, string | undefined>>,
): Paint => {
  const isForced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0'
  const isRefused = env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== ''
  const hasColours = isForced || (!isRefused && stream.isTTY === true && env['TERM'] !== 'dumb')
  return hasColours ? paintText : (_, text) => text
}

const paintText: Paint = (style, text) => {
  const [on, off] = inspect.colors[style] ?? [0, 0]
  return `${markOf(on)}${text}${markOf(off)}`
}
