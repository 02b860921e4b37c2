import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const programs = /(?<!\.d)\.[cm]?[jt]s$/u

/** The programs in a folder and those below it, but for hidden folders and node_modules, in the order of their names. */
export const programsIn = (folder: string): readonly string[] => {
  const found: string[] = []
  const pending = [folder]
  for (const at of pending) {
    for (const entry of entriesOf(at)) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
      if (entry.isDirectory()) pending.push(join(at, entry.name))
      else if (entry.isFile() && programs.test(entry.name)) found.push(join(at, entry.name))
    }
  }
  return found.toSorted()
}

const entriesOf = (folder: string): readonly import('node:fs').Dirent[] => {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    // A folder that may not be read has nothing to tell.
    return []
  }
}
