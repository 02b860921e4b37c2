import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { manifestIn } from './manifest.ts'

const known = new Map<string, readonly string[]>()

const findFrom = (directory: string, name: string): string | undefined => {
  for (let at = directory; ; at = dirname(at)) {
    const home = join(at, 'node_modules', name)
    if (manifestIn(home) !== undefined) return realpathSync(home)
    if (dirname(at) === at) return undefined
  }
}

/**
 * Every package that one depends on, and those that they depend on, as `name@version`, sorted. Optional ones are left
 * out, for they differ from machine to machine.
 */
export const dependenciesOf = (directory: string): readonly string[] => {
  const start = realpathSync(directory)
  const before = known.get(start)
  if (before !== undefined) return before
  const seen = new Set([start])
  const found = new Set<string>()
  for (const at of seen) {
    const manifest = manifestIn(at) ?? {}
    const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = manifest
    const { peerDependenciesMeta = {} } = manifest
    for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
      if (Object.hasOwn(optionalDependencies, name)) continue
      if (!Object.hasOwn(dependencies, name) && peerDependenciesMeta[name]?.optional === true) continue
      const home = findFrom(at, name)
      if (home === undefined || home === start) continue
      seen.add(home)
      found.add(`${manifestIn(home)?.name ?? name}@${manifestIn(home)?.version ?? ''}`)
    }
  }
  const all = [...found].toSorted()
  known.set(start, all)
  return all
}
