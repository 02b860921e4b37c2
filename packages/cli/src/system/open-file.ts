import { once } from 'node:events'
import { UsageError } from '../errors/usage-error.ts'

/** Milliseconds in which an opener that does not work says so. */
const patience = 1500

/**
 * Opens a file or folder with whatever the system opens it with.
 *
 * @throws UsageError where the system has nothing for it
 */
export const openFile = async (path: string): Promise<void> => {
  const { default: open } = await import('open')
  const refuse = (why: string): UsageError =>
    new UsageError(
      `Nothing on this machine opens ${path}${why}. Open it yourself, or show it: stagewright show.`,
    )
  try {
    const opener = await open(path)
    const ended = once(opener, 'exit').then(([code]: readonly unknown[]) => code)
    const code = await Promise.race([ended, new Promise((resolve) => void setTimeout(resolve, patience, 0))])
    if (code !== 0 && code !== null) throw refuse(` (the opener ended with ${String(code)})`)
  } catch (error) {
    throw error instanceof UsageError ? error : refuse(`: ${(error as Error).message}`)
  }
}
