import { createRequire } from 'node:module'
import { types } from 'node:util'
import { urlOf } from '../runtime/declarations.ts'
import { inspectFunction } from '../runtime/inspection.ts'
import { isInPackages, packageOfScript, type PackageIdentity } from './packages.ts'
import type { ImportSource } from '../syntax/scope.ts'

/** Test runners give modules their own copies of these. */
const copied = new Set(['process', 'module'])

/** Whether a value is what a module of Node exports, or the whole of it in any of the forms that toolchains make. */
const isOfNode = (name: string, { imported }: ImportSource, value: unknown): boolean => {
  const module = process.getBuiltinModule(name) as unknown as Readonly<Record<string, unknown>> | undefined
  if (module === undefined || copied.has(name)) return true
  if (imported !== undefined && imported !== 'default') return Object.is(module[imported], value)
  if (value === module) return true
  const holds = typeof value === 'object' && value !== null && !types.isProxy(value)
  return holds && (value as { readonly default?: unknown }).default === module
}

const isResolvedOutside = (specifier: string, importer: string): boolean => {
  try {
    return !isInPackages(createRequire(importer.replace(/[?#].*$/, '')).resolve(specifier))
  } catch {
    return false
  }
}

const isOwn = (origin: PackageIdentity, source: ImportSource, importer: string, value: unknown): boolean => {
  const { specifier } = source
  if (specifier.startsWith('node:') || value === undefined) return false
  if (origin.version === undefined) return !isOfNode(specifier, source, value)
  if (typeof value === 'function' && !types.isProxy(value)) {
    const { location } = inspectFunction(value, () => false)
    if (location !== undefined) return packageOfScript(urlOf(location)) === undefined
  }
  return isResolvedOutside(specifier, importer)
}

const known = new Map<string, boolean>()

/**
 * Whether an import that reads like one of a package is an alias for a module of the user's own: that is told by where
 * its value came from.
 */
export const isAlias = (
  origin: PackageIdentity,
  source: ImportSource,
  importer: string,
  valueOf: () => unknown,
): boolean => {
  const key = `${source.specifier}\n${importer}`
  let answer = known.get(key)
  if (answer === undefined) known.set(key, (answer = isOwn(origin, source, importer, valueOf())))
  return answer
}
