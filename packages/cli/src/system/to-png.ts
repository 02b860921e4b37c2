import { spawnSync } from 'node:child_process'
import { UsageError } from '../errors/usage-error.ts'

/** Programs that turn SVG on standard input into PNG on standard output. */
const converters: readonly (readonly [string, readonly string[]])[] = [
  ['rsvg-convert', ['--format=png']],
  ['resvg', ['-', '-c']],
  ['magick', ['svg:-', 'png:-']],
  ['inkscape', ['--pipe', '--export-type=png', '--export-filename=-']],
]

/**
 * Turns SVG into PNG by a program of this machine.
 *
 * @throws UsageError where it has none
 */
export const toPng = (svg: string): Uint8Array => {
  for (const [program, flags] of converters) {
    const { status, stdout } = spawnSync(program, flags, { input: svg, maxBuffer: 1 << 30 })
    if (status === 0 && stdout.length > 0) return stdout
  }
  const names = converters.map(([program]) => program).join(', ')
  throw new UsageError(
    `PNG output needs an SVG converter, and this machine has none of ${names}. Install one (Debian: apt install librsvg2-bin), or write SVG instead.`,
  )
}
