import { execFile } from 'node:child_process'
import { arch, availableParallelism, platform } from 'node:os'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import type { Environment } from './run-document.ts'

/** Where a run takes place. */
export const environmentOf = (version: string): Environment => ({
  node: process.version,
  platform: `${platform()} ${arch()}`,
  cpus: availableParallelism(),
  versions: { stagewright: version },
})

/** The commit that a file stands on, with `+` where something was changed since; `undefined` where there is none. */
export const commitOf = async (file: string): Promise<string | undefined> => {
  const git = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)('git', ['-C', dirname(file), ...args], { timeout: 2000 })
    return stdout.trim()
  }
  try {
    const [commit, changes] = await Promise.all([
      git('rev-parse', '--short=12', 'HEAD'),
      git('status', '--porcelain', '--untracked-files=no', '.'),
    ])
    return changes === '' ? commit : `${commit}+`
  } catch {
    return undefined
  }
}
