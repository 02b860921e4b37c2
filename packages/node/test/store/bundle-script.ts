import { execFileSync } from 'node:child_process'
import { basename, join } from 'node:path'
import { temporaryFolder } from '../../../core/test/support/temporary-folder.ts'

const root = join(__dirname, '../../../..')
const libsql = require.resolve('libsql')

const built = new Map<string, string>()

/**
 * Bundles a TypeScript file, once, so that plain Node runs it, with functions under their own names. What it imports of
 * `stagewright` is a file of its own, as an installed library is: its code is no part of what the program's functions reach.
 */
export const bundleScript = (file: string): string =>
  bundle(file, () => {
    const toolkit = bundle(join(root, 'packages/stagewright/src/index.ts'), () => [])
    return ['--keep-names', `--alias:stagewright=${toolkit}`, `--external:${toolkit}`]
  })

const bundle = (file: string, options: () => readonly string[]): string => {
  const known = built.get(file)
  if (known !== undefined) return known
  const path = join(temporaryFolder(), `${basename(file, '.ts')}.cjs`)
  execFileSync(join(root, 'node_modules/.bin/esbuild'), [
    file,
    '--bundle',
    '--platform=node',
    '--format=cjs',
    '--conditions=stagewright-source',
    `--alias:libsql=${libsql}`,
    `--external:${libsql}`,
    '--log-level=error',
    `--outfile=${path}`,
    ...options(),
  ])
  built.set(file, path)
  return path
}
