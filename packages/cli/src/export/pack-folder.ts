import { spawnSync } from 'node:child_process'
import { basename, dirname } from 'node:path'
import { UsageError } from '../errors/usage-error.ts'

/**
 * Packs a folder by tar(1), which Linux, macOS and Windows have.
 *
 * @throws UsageError where it is missing or fails
 */
export const packFolder = (folder: string, archive: string): void => {
  const flags = archive.endsWith('.tar') ? '-cf' : '-czf'
  const tar = spawnSync('tar', [flags, archive, '-C', dirname(folder), basename(folder)], {
    encoding: 'utf8',
  })
  if (tar.status === 0) return
  const why = tar.error?.message ?? tar.stderr.trim()
  throw new UsageError(`tar could not pack the run: ${why}. Export it to a folder instead: --to FOLDER.`)
}
