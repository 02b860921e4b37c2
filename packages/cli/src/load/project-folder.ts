import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The nearest folder above a file that has a package.json, or the file's own. */
export const projectFolder = (file: string): string => {
  for (let at = dirname(file); dirname(at) !== at; at = dirname(at))
    if (existsSync(join(at, 'package.json'))) return at
  return dirname(file)
}
