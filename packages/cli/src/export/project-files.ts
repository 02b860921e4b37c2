import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

/**
 * The files that make a project, relative to its folder: those that git knows or would add, or all of them but for
 * hidden ones and node_modules where there is no git.
 */
export const projectFiles = (folder: string): readonly string[] => {
  const git = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  const files = git.status === 0 ? git.stdout.split('\0') : walk(folder)
  return files.filter(
    (file) => file !== '' && statSync(join(folder, file), { throwIfNoEntry: false })?.isFile() === true,
  )
}

const walk = (folder: string): readonly string[] => {
  const found: string[] = []
  const pending = [folder]
  for (const at of pending)
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules' || isResult(join(at, entry.name)))
        continue
      if (entry.isDirectory()) pending.push(join(at, entry.name))
      else if (entry.isFile()) found.push(relative(folder, join(at, entry.name)))
    }
  return found
}

/** Results are not part of a program, wherever they are kept, nor is what was exported before. */
const isResult = (path: string): boolean =>
  existsSync(join(path, 'format.json')) || existsSync(join(path, 'RUN-AGAIN.md'))
