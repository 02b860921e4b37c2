import { styleText } from 'node:util'

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

/** Colours a text, or leaves it as it is where there is no terminal or nobody wants colours. */
export type Paint = (style: Style, text: string) => string

/** Keeps to NO_COLOR and FORCE_COLOR, as https://no-color.org and Node do. */
export const paintFor = (
  stream: { readonly isTTY?: boolean | undefined },
  env: Readonly<Record<string, string | undefined>>,
): Paint => {
  const isForced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0'
  const isRefused = env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== ''
  const hasColours = isForced || (!isRefused && stream.isTTY === true && env['TERM'] !== 'dumb')
  return hasColours ? (style, text) => styleText(style, text) : (_, text) => text
}
