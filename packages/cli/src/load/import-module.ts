import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { listenToImports } from '../typescript/listen-to-imports.ts'
import { moduleKindOf } from './module-kind.ts'

/** A loaded module, and a way to load others just as its own imports do, so that both get the same copies. */
export interface LoadedModule {
  readonly exports: Readonly<Record<string, unknown>>
  readonly load: (specifier: string) => Promise<unknown>
}

/**
 * Loads a program, TypeScript through tsx.
 *
 * tsx turns whatever a CommonJS file requires into CommonJS, this library included, while what Node imports stays as it
 * is. A module that both load is there twice, so the engine must come the way that the program's own comes.
 */
export const importModule = async (file: string): Promise<LoadedModule> => {
  const { isTypeScript, isCommonJs } = moduleKindOf(file)
  const require = createRequire(file)
  if (isTypeScript && isCommonJs) {
    const { register } = await import('#tsx/cjs')
    register()
    return { exports: require(file), load: async (specifier) => require(specifier) }
  }
  const load: LoadedModule['load'] = async (specifier) =>
    import(pathToFileURL(require.resolve(specifier)).href)
  if (isTypeScript) {
    // What is there already need not go through tsx, which reads every file of every package.
    await load('stagewright').catch(() => {})
    await listenToImports()
  }
  return { exports: await import(pathToFileURL(file).href), load }
}
