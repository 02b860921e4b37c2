import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/**
 * The files that make a project, relative to its folder: those that git knows or would add, or all of them but for
 * hidden ones and node_modules where there is no git. Links are among them, and whatever else is not a folder.
 */
export const projectFiles = (folder: string): readonly string[] => {
  const git = ask(folder, ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], '')
  return git ?? walk(folder)
}

/** Those of some files, relative to a project's folder, that git ignores; none where there is no git. */
export const ignoredByGit = (folder: string, files: readonly string[]): ReadonlySet<string> => {
  if (files.length === 0) return new Set()
  // Git refuses all where one is behind a link.
  const asked = new Map(files.map((file) => [file, beforeLink(folder, file)]))
  const ignored = new Set(
    ask(folder, ['check-ignore', '-z', '--stdin'], [...new Set(asked.values())].join('\0')),
  )
  return new Set(files.filter((file) => ignored.has(asked.get(file) ?? file)))
}

/** A path up to the first link on the way. */
const beforeLink = (folder: string, file: string): string => {
  const names = file.split(sep)
  const link = names.findIndex((_, at) =>
    lstatSync(join(folder, ...names.slice(0, at + 1)), { throwIfNoEntry: false })?.isSymbolicLink(),
  )
  return link < 0 ? file : names.slice(0, link + 1).join(sep)
}

/** What git lists; `undefined` where it cannot. Nothing found is an error to some of its commands. */
const ask = (folder: string, words: readonly string[], input: string): readonly string[] | undefined => {
  const { status, stdout } = spawnSync('git', words, {
    cwd: folder,
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  return status === 0 ? stdout.split('\0').filter((file) => file !== '') : undefined
}

const walk = (folder: string): readonly string[] => {
  const found: string[] = []
  const pending = [folder]
  for (const at of pending)
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules' || isResult(join(at, entry.name)))
        continue
      if (entry.isDirectory()) pending.push(join(at, entry.name))
      else found.push(relative(folder, join(at, entry.name)))
    }
  return found
}

/** Results are not part of a program, wherever they are kept, nor is what was exported before. */
const isResult = (path: string): boolean =>
  existsSync(join(path, 'format.json')) || existsSync(join(path, 'RUN-AGAIN.md'))
