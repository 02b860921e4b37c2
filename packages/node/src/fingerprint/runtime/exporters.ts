import { exportedFrom, isAssignedLaterIn } from './declarations.ts'
import type { Binding, ImportSource } from '../syntax/scope.ts'

/** An import, and the address of the module that holds it. */
export interface ImportedHere extends ImportSource {
  readonly importer: string
}

const endings = ['', '.ts', '.js', '.mts', '.mjs', '.cts', '.cjs', '/index.ts', '/index.js']

/** The addresses that a relative import may mean, as toolchains resolve it; none for an alias. */
const addressesOf = ({ specifier, importer }: ImportedHere): string[] => {
  if (!specifier.startsWith('.') || !importer.startsWith('file:')) return []
  const base = new URL(specifier, importer).href
  const asTypeScript = base.replace(/\.([cm]?)js$/, '.$1ts')
  return [base, asTypeScript, ...endings.slice(1).map((ending) => base + ending)]
}

/** The declaration behind an import of the user's own module; `undefined` where it cannot be found. */
export const exporterOf = (source: ImportedHere): Binding | undefined => {
  for (const url of source.imported === undefined ? [] : addressesOf(source)) {
    const binding = exportedFrom(url, source.imported ?? '')
    if (binding !== undefined) return binding
  }
  return undefined
}

/** Whether a module of CommonJS may assign one of its exports later. */
export const isExportAssignedLaterIn = (source: ImportedHere, name: string): boolean =>
  addressesOf(source).some((url) => isAssignedLaterIn(url, name))

/** Whether a member of an imported namespace of the language's own may be assigned later. */
export const isNamespaceMemberMutable = (source: ImportedHere, name: string): boolean =>
  exporterOf({ ...source, imported: name })?.assignedLater ?? false
