import module from 'node:module'

let isListening = false

/**
 * Gives imports to tsx, once for the whole process. Where Node asks about imports in the thread that imports, tsx listens
 * there. Elsewhere it is loaded only in the thread that Node asks, and not in this one as well.
 */
export const listenToImports = async (): Promise<void> => {
  if (isListening) return
  isListening = true
  if ('registerHooks' in module) {
    const { register } = await import('#tsx/api')
    register()
  } else {
    process.setSourceMapsEnabled(true)
    module.register('#tsx/esm', import.meta.url, { data: {} })
  }
}
