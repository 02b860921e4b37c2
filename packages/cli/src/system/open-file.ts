import { spawn } from 'node:child_process'
import { UsageError } from '../errors/usage-error.ts'

/** Milliseconds in which an opener that does not work says so. */
const patience = 1500

const openerOf = (platform: NodeJS.Platform): string => {
  if (platform === 'darwin') return 'open'
  return platform === 'win32' ? 'explorer.exe' : 'xdg-open'
}

/**
 * Opens a file or folder with whatever the system opens it with.
 *
 * @throws UsageError where the system has nothing for it
 */
export const openFile = (path: string, env: Readonly<Record<string, string | undefined>>): Promise<void> => {
  const opener = openerOf(process.platform)
  return new Promise((resolve, reject) => {
    const refuse = (why: string): void =>
      reject(
        new UsageError(
          `Could not open ${path}: ${why}. Open it yourself, or print it with stagewright show.`,
        ),
      )
    const child = spawn(opener, [path], { stdio: 'ignore', detached: true, env })
    const timer = setTimeout(resolve, patience)
    child.on('error', () => refuse(`${opener} is not installed`))
    child.on('exit', (code) => {
      clearTimeout(timer)
      // Explorer ends with 1 whatever happens.
      if (code === 0 || process.platform === 'win32') resolve()
      else refuse(`${opener} failed with code ${code}`)
    })
    child.unref()
  })
}
