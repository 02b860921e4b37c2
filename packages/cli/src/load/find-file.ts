import { readdirSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { suggest } from '../errors/suggest.ts'
import { UsageError } from '../errors/usage-error.ts'

const extensions = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs']

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true

/**
 * The experiment's file; its extension may be left out.
 *
 * @throws UsageError that names what is there instead
 */
export const findFile = (name: string, cwd: string): string => {
  const path = resolve(cwd, name)
  const found = [path, ...extensions.map((extension) => path + extension)].find(isFile)
  if (found === undefined)
    throw new UsageError(`File not found: ${name}.${suggest(basename(name), neighbours(path))}`)
  if (!extensions.includes(extname(found)))
    throw new UsageError(
      `${name} is not a program: an experiment's file must end in ${extensions.join(', ')}.`,
    )
  return found
}

const neighbours = (path: string): readonly string[] => {
  try {
    const names = readdirSync(dirname(path)).filter((name) => isFile(join(dirname(path), name)))
    return names.filter((name) => extensions.includes(extname(name)))
  } catch {
    return []
  }
}
