import { readFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'

export interface ModuleKind {
  readonly isTypeScript: boolean
  /** Whether Node takes the file for CommonJS: by its extension, or by the nearest package.json. */
  readonly isCommonJs: boolean
}

export const moduleKindOf = (file: string): ModuleKind => {
  const extension = extname(file)
  const isTypeScript = ['.ts', '.mts', '.cts'].includes(extension)
  if (extension === '.mts' || extension === '.mjs') return { isTypeScript, isCommonJs: false }
  if (extension === '.cts' || extension === '.cjs') return { isTypeScript, isCommonJs: true }
  return { isTypeScript, isCommonJs: packageTypeOf(dirname(file)) !== 'module' }
}

const packageTypeOf = (folder: string): unknown => {
  for (let at = folder; ; at = dirname(at)) {
    try {
      const content: unknown = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'))
      return typeof content === 'object' && content !== null ? Reflect.get(content, 'type') : undefined
    } catch (error) {
      // A package.json that cannot be read is Node's to complain about; where there is none, the folder above counts.
      if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'ENOENT' || dirname(at) === at)
        return undefined
    }
  }
}
