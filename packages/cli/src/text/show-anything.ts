import { formatWithOptions, inspect } from 'node:util'

const setting = { colors: false, depth: 4 } as const

/** Values as `console.log` shows them. A value that throws when somebody looks at it is shown as far as it lets itself be. */
export const showAnything = (parts: readonly unknown[]): string => {
  try {
    return formatWithOptions(setting, ...parts)
  } catch {
    return parts.map(showOne).join(' ')
  }
}

const showOne = (part: unknown): string => {
  try {
    return typeof part === 'string' ? part : inspect(part, { ...setting, customInspect: false })
  } catch {
    return `(${typeof part} that cannot be shown)`
  }
}
