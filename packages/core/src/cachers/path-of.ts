import { formatPath } from '../values/encode.ts'

/** `.rows[3].when` for a path, and words for the whole. */
export const pathOf = (keys: readonly (string | number)[]): string => {
  if (keys.length === 0) return 'the value'
  const path = formatPath(keys)
  return path.startsWith('[') ? path : `.${path}`
}
