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

/** Whether a file that a specifier was resolved to is one of a package or of Node. */
export const isInPackages = (path: string): boolean => isBuiltin(path) || inNodeModules(path)

const byUrl = new Map<string, PackageIdentity | undefined>()

const identify = (url: string): PackageIdentity | undefined => {
  if (url.startsWith('node:')) return { name: `node:${url.slice(5).split('/')[0]}`, version: undefined }
  const path = pathOf(url)
  if (path === undefined || !inNodeModules(path)) return undefined
  for (let directory = dirname(path); inNodeModules(directory); directory = dirname(directory)) {
    const { name, version } = manifestIn(directory) ?? {}
    if (name === undefined || version === undefined) continue
    // What a workspace links is the user's own, also where links are not followed.
    return inNodeModules(realpathSync(directory) + sep) ? { name, version, directory } : undefined
  }
  return undefined
}

/** The package that a script belongs to; `undefined` for the user's own code. */
export const packageOfScript = (url: string): PackageIdentity | undefined => {
  if (!byUrl.has(url)) byUrl.set(url, identify(url))
  return byUrl.get(url)
}

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
      if (version === undefined || !inNodeModules(realpathSync(home) + sep)) return undefined
      return { name: manifest.name ?? name, version, directory: home }
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
