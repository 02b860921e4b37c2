import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { manifestIn } from '../fingerprint/packages/manifest.ts'

type Exports = Readonly<Record<string, unknown>>

/**
 * Imports a module in a thread, through the loader where one is given; TypeScript elsewhere through the project's tsx where
 * it has one, and by Node itself where it has none. `./stages.js` names `./stages.ts` as well, as it does in imports, so that a
 * program is the same before and after it is compiled.
 */
export const loadModule = async (named: string, loader: string | undefined): Promise<Exports> => {
  const address = existing(named)
  if (loader !== undefined) {
    const { default: load }: { readonly default: (address: string) => Promise<Exports> } = await import(
      loader
    )
    return load(address)
  }
  if (address.startsWith('file:') && ['.ts', '.mts', '.cts'].includes(extname(fileURLToPath(address))))
    await registerTsx(address)
  return import(address) as Promise<Exports>
}

const existing = (address: string): string => {
  const source = address.replace(/js$/, 'ts')
  const isMissing = address.startsWith('file:') && !existsSync(fileURLToPath(address))
  return isMissing && existsSync(fileURLToPath(source)) ? source : address
}

/** Where tsx is told to read TypeScript, for `require` and for `import`. */
const ways = ['./cjs/api', './esm/api'] as const

const registerTsx = async (address: string): Promise<void> => {
  let home: string
  try {
    home = dirname(createRequire(address).resolve('tsx/package.json'))
  } catch {
    return
  }
  // `require.resolve` finds the file for CommonJS, and that one registers nothing where it is imported.
  for (const way of ways) {
    const entry = manifestIn(home)?.exports?.[way]?.import?.default
    if (entry === undefined) continue
    const api: { readonly register: () => void } = await import(pathToFileURL(join(home, entry)).href)
    api.register()
  }
}
