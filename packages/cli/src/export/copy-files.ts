import { constants, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { messageOf } from '../errors/thrown.ts'
import { fitsPattern } from '../settings/pattern.ts'
import { ignoredByGit, projectFiles } from './project-files.ts'
import { isSecretName } from './secret-names.ts'

/** A file that does not go along, and why. */
export interface LeftOut {
  /** Relative to the project. */
  readonly path: string
  readonly why: string
}

export interface CopiedFiles {
  /** Relative to the project, in the order of their names. */
  readonly files: readonly string[]
  /** Files that may hold a secret: they go along only if somebody says so. */
  readonly heldBack: readonly LeftOut[]
  /** What could not be copied. */
  readonly leftOut: readonly LeftOut[]
}

export interface FilesToCopy {
  /** The project's folder. */
  readonly project: string
  /** Files of the project that stages read, relative to it. */
  readonly read: readonly string[]
  /** Patterns of files that go along whatever they are called, and though git ignores them. */
  readonly include: readonly string[]
  /** Folders whose files never go along, absolute. */
  readonly except: readonly string[]
}

/** Copies the files of a project, and those that its stages read, into a folder. A link becomes a copy of what it leads to. */
export const copyProject = async (
  { project, read, include, except }: FilesToCopy,
  folder: string,
): Promise<CopiedFiles> => {
  const own = new Set(projectFiles(project))
  const wanted = [...new Set([...own, ...read.flatMap((path) => filesOf(project, path))])].toSorted()
  const ignored = ignoredByGit(
    project,
    wanted.filter((path) => !own.has(path)),
  )
  const included = include.map(fitsPattern)
  const files: string[] = []
  const heldBack: LeftOut[] = []
  const leftOut: LeftOut[] = []
  for (const path of wanted) {
    const from = join(project, path)
    if (except.some((other) => isBelow(from, other))) continue
    const why = secrecyOf(path, from, ignored)
    if (why !== undefined && !included.some((fits) => fits(path))) heldBack.push({ path, why })
    else {
      const problem = await copyOne(from, join(folder, path))
      if (problem === undefined) files.push(path)
      else if (problem !== 'gone') leftOut.push({ path, why: problem })
    }
  }
  return { files, heldBack, leftOut }
}

/** What a stage read: a file, or all files of a folder, relative to the project. */
const filesOf = (project: string, path: string): readonly string[] => {
  const place = join(project, path)
  try {
    if (statSync(place, { throwIfNoEntry: false })?.isDirectory() !== true) return [path]
    return readdirSync(place, { withFileTypes: true, recursive: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(project, join(entry.parentPath, entry.name)))
  } catch {
    return [path]
  }
}

const isBelow = (path: string, folder: string): boolean => !relative(folder, path).startsWith('..')

const secrecyOf = (path: string, from: string, ignored: ReadonlySet<string>): string | undefined => {
  if (isSecretName(path) || isSecretName(realPathOf(from))) return 'it may hold a secret, by its name'
  return ignored.has(path) ? 'git ignores it' : undefined
}

const realPathOf = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

/** @returns why it cannot be copied; `gone` for what git still lists and is not there */
const copyOne = async (from: string, to: string): Promise<string | undefined> => {
  try {
    const stat = statSync(from, { throwIfNoEntry: false })
    if (stat === undefined)
      return lstatSync(from, { throwIfNoEntry: false }) === undefined
        ? 'gone'
        : 'it is a link that leads nowhere'
    if (stat.isDirectory()) return 'it is a link to a folder, or a repository of its own'
    if (!stat.isFile()) return 'it is not a file'
    await mkdir(dirname(to), { recursive: true })
    await copyFile(from, to, constants.COPYFILE_FICLONE)
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}
