import type { Binding, ImportSource } from './scope.ts'
import { exportedFrom } from './declarations.ts'

const candidates = (base: string): string[] => {
  const withoutExtension = base.replace(/\.([cm]?)js$/, '.$1ts')
  return [
    base,
    withoutExtension,
    `${base}.ts`,
    `${base}.js`,
    `${base}.mts`,
    `${base}.mjs`,
    `${base}/index.ts`,
    `${base}/index.js`,
  ]
}

/** The declaration behind an import of the user's own module; `undefined` where it cannot be found. */
export const exporterOf = (source: ImportSource & { readonly importer: string }): Binding | undefined => {
  if (!source.specifier.startsWith('.') || source.imported === undefined) return undefined
  if (!source.importer.startsWith('file:')) return undefined
  const base = new URL(source.specifier, source.importer).href
  for (const url of candidates(base)) {
    const binding = exportedFrom(url, source.imported)
    if (binding !== undefined) return binding
  }
  return undefined
}
