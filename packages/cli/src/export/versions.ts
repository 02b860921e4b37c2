import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The versions that a project's dependencies are installed in, by name; those that are not installed are absent. */
export const installedVersions = (folder: string): Readonly<Record<string, string>> => {
  const manifest = readManifest(join(folder, 'package.json'))
  const names = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'].flatMap(
    (kind) => Object.keys(objectOf(Reflect.get(manifest, kind))),
  )
  const versions: Record<string, string> = {}
  for (const name of [...new Set(names)].toSorted()) {
    const version: unknown = Reflect.get(readManifest(manifestOf(name, folder)), 'version')
    if (typeof version === 'string') versions[name] = version
  }
  return versions
}

const objectOf = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})

const readManifest = (path: string): object => {
  try {
    return objectOf(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return {}
  }
}

/** Many packages do not export their package.json: it is looked for where Node looks for packages. */
const manifestOf = (name: string, folder: string): string => {
  const places = createRequire(join(folder, 'package.json')).resolve.paths(name) ?? []
  const found = places
    .map((place) => join(place, name, 'package.json'))
    .find((path) => Reflect.has(readManifest(path), 'version'))
  return found ?? join(dirname(folder), 'nothing')
}
