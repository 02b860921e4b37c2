import { realpathSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { manifestIn } from './manifest.ts'

/** A package that stands in `node_modules`, or a module of Node itself, which has no version here. */
export interface PackageIdentity {
  readonly name: string
  readonly version: string | undefined
  /** Where it stands; absent for a module of Node. */
  readonly directory?: string
}

const pathOf = (url: string): string | undefined => {
  if (!url.startsWith('file:')) return url.startsWith('/') || /^[a-z]:\\/i.test(url) ? url : undefined
  try {
    return fileURLToPath(url.replace(/[?#].*$/, ''))
  } catch {
    return undefined
  }
}

const inNodeModules = (path: string): boolean => path.includes(`${sep}node_modules${sep}`)

/** The packages of this toolkit. They count by version also where they stand in a workspace, as they do when installed. */
const ofToolkit = new Set([
  'stagewright',
  ...['bullmq', 'cachers', 'cli', 'core', 'node', 'report', 's3', 'telemetry', 'testing'].map(
    (name) => `@stagewright/${name}`,
  ),
])

/** The package of this toolkit that a script belongs to, where it stands in a workspace; its tests are not part of it. */
const toolkitPackageOf = (path: string): PackageIdentity | undefined => {
  for (let at = dirname(path); dirname(at) !== at; at = dirname(at)) {
    const { name, version } = manifestIn(at) ?? {}
    if (name === undefined) continue
    const [folder] = path.slice(at.length + 1).split(sep)
    const isPart = ofToolkit.has(name) && (folder === 'src' || folder === 'dist')
    return isPart ? { name, version, directory: at } : undefined
  }
  return undefined
}

const byUrl = new Map<string, PackageIdentity | undefined>()

const identify = (url: string): PackageIdentity | undefined => {
  if (url.startsWith('node:')) return { name: `node:${url.slice(5).split('/')[0]}`, version: undefined }
  const path = pathOf(url)
  if (path === undefined) return undefined
  if (!inNodeModules(path)) return toolkitPackageOf(path)
  for (let directory = dirname(path); inNodeModules(directory); directory = dirname(directory)) {
    const { name, version } = manifestIn(directory) ?? {}
    if (name === undefined || version === undefined) continue
    // What a workspace links is the user's own, also where links are not followed.
    const isInstalled = ofToolkit.has(name) || inNodeModules(realpathSync(directory) + sep)
    return isInstalled ? { name, version, directory } : undefined
  }
  return undefined
}

/** The package that a script belongs to; `undefined` for the user's own code. */
export const packageOfScript = (url: string): PackageIdentity | undefined => {
  if (!byUrl.has(url)) byUrl.set(url, identify(url))
  return byUrl.get(url)
}

/** Whether a file that a specifier was resolved to is one of a package or of Node. */
export const isInPackages = (path: string): boolean =>
  isBuiltin(path) || inNodeModules(path) || packageOfScript(path) !== undefined

const packageName = (specifier: string): string =>
  specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')

const bySpecifier = new Map<string, PackageIdentity | undefined>()

const resolve = (specifier: string, importer: string): PackageIdentity | undefined => {
  const path = pathOf(importer)
  if (path === undefined) return undefined
  const name = packageName(specifier)
  for (let directory = dirname(path); ; directory = dirname(directory)) {
    const home = join(directory, 'node_modules', name)
    const manifest = manifestIn(home)
    if (manifest !== undefined) {
      const { version } = manifest
      const isInstalled = ofToolkit.has(name) || inNodeModules(realpathSync(home) + sep)
      return version !== undefined && isInstalled
        ? { name: manifest.name ?? name, version, directory: home }
        : undefined
    }
    if (dirname(directory) === directory) return undefined
  }
}

/**
 * The package that an import names, seen from the file that imports it; `undefined` for the user's own modules, also
 * those that a workspace links or an alias names, and for a package without a version, which is followed like them.
 */
export const packageOfImport = (specifier: string, importer: string): PackageIdentity | undefined => {
  if (isBuiltin(specifier)) return { name: `node:${specifier.replace(/^node:/, '')}`, version: undefined }
  if (/^[./#]|^[a-z]+:/i.test(specifier)) return undefined
  const key = `${specifier}\n${importer}`
  if (!bySpecifier.has(key)) bySpecifier.set(key, resolve(specifier, importer))
  return bySpecifier.get(key)
}
