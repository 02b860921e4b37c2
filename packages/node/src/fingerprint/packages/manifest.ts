import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What is used of a `package.json`. */
export interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, { readonly import?: { readonly default?: string } } | undefined>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean } | undefined>>
}

const manifests = new Map<string, Manifest | undefined>()

/** The `package.json` in a folder, read once in the process. */
export const manifestIn = (directory: string): Manifest | undefined => {
  if (manifests.has(directory)) return manifests.get(directory)
  let manifest: Manifest | undefined
  try {
    manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Manifest
  } catch {
    manifest = undefined
  }
  manifests.set(directory, manifest)
  return manifest
}
