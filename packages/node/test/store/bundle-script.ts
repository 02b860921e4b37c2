import { execFileSync } from 'node:child_process'
import { basename, join } from 'node:path'
import { temporaryFolder } from '../../../core/test/support/temporary-folder.ts'

const built = new Map<string, string>()

/** Bundles a TypeScript file, once, so that plain Node runs it, with functions under their own names. */
export const bundleScript = (file: string): string => {
  const known = built.get(file)
  if (known !== undefined) return known
  const libsql = require.resolve('libsql')
  const path = join(temporaryFolder(), `${basename(file, '.ts')}.cjs`)
  execFileSync(join(__dirname, '../../../../node_modules/.bin/esbuild'), [
    file,
    '--bundle',
    '--platform=node',
    '--format=cjs',
    '--keep-names',
    '--conditions=stagewright-source',
    `--alias:libsql=${libsql}`,
    `--external:${libsql}`,
    '--log-level=error',
    `--outfile=${path}`,
  ])
  built.set(file, path)
  return path
}
