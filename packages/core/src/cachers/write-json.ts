/** `JSON.stringify` for data that `proveJson` accepts, which keeps the sign of zero. */
export const writeJson = (value: unknown): string => {
  const out: string[] = []
  write(value, out)
  return out.join('')
}

const write = (value: unknown, out: string[]): void => {
  if (typeof value === 'number') out.push(Object.is(value, -0) ? '-0' : String(value))
  else if (typeof value !== 'object' || value === null) out.push(JSON.stringify(value))
  else if (Array.isArray(value)) writeArray(value, out)
  else writeProperties(value, out)
}

const writeArray = (value: readonly unknown[], out: string[]): void => {
  out.push('[')
  for (const [index, part] of value.entries()) {
    if (index > 0) out.push(',')
    write(part, out)
  }
  out.push(']')
}

const writeProperties = (value: object, out: string[]): void => {
  let separator = ''
  out.push('{')
  for (const [name, part] of Object.entries(value)) {
    if (part === undefined) continue
    out.push(separator, JSON.stringify(name), ':')
    write(part, out)
    separator = ','
  }
  out.push('}')
}
