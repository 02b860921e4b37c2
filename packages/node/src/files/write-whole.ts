import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Writes a file that appears whole or not at all, whatever stood there before.
 *
 * @param flush whether its content is on the disk before it appears
 */
export const writeWhole = (path: string, content: Uint8Array | string, flush = false): void => {
  const mark = `${process.pid}-${Math.random().toString(36).slice(2)}`
  const draft = join(dirname(path), `.${basename(path)}-${mark}`)
  try {
    writeFileSync(draft, content, { flush })
    renameSync(draft, path)
  } finally {
    rmSync(draft, { force: true })
  }
}
