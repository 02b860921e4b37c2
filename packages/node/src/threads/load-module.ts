import { createRequire } from 'node:module'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Imports a module in a thread; TypeScript through the project's tsx where it has one, and by Node itself elsewhere.
 */
export const loadModule = async (address: string): Promise<Readonly<Record<string, unknown>>> => {
  if (address.startsWith('file:') && ['.ts', '.mts', '.cts'].includes(extname(fileURLToPath(address))))
    await registerTsx(address)
  return import(address) as Promise<Readonly<Record<string, unknown>>>
}

const registerTsx = async (address: string): Promise<void> => {
  let path: string
  try {
    path = createRequire(address).resolve('tsx/esm/api')
  } catch {
    return
  }
  const api: { readonly register: () => void } = await import(path)
  api.register()
}
