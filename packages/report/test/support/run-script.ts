import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Runs a program of this folder as Node runs it: drawing needs modules that Jest cannot load. */
export const runScript = (name: string, ...args: readonly string[]): string =>
  execFileSync(
    process.execPath,
    ['--import', 'tsx', '--conditions=stagewright-source', join(__dirname, name), ...args],
    { encoding: 'utf8', cwd: __dirname },
  )
