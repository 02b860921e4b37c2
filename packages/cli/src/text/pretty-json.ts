import { widthOf } from './width.ts'

/**
 * JSON as people read it: what fits goes on one line, and lists of numbers, words and the like fill their lines.
 *
 * @param width columns of a line
 */
export const prettyJson = (value: unknown, width: number): string => {
  const print = (part: unknown, indent: number, before: number): string => {
    const short = onOneLine(part)
    if (typeof part !== 'object' || part === null || indent + before + widthOf(short) <= width) return short
    const inner = ' '.repeat(indent + 2)
    const close = `\n${' '.repeat(indent)}`
    if (Array.isArray(part)) {
      if (!part.every(isPlain))
        return `[\n${part.map((item) => inner + print(item, indent + 2, 1)).join(',\n')}${close}]`
      return `[\n${fill(part.map(onOneLine), width - indent - 2)
        .map((line) => inner + line)
        .join('\n')}${close}]`
    }
    const entries = Object.entries(part).map(([key, item]) => {
      const name = `${JSON.stringify(key)}: `
      return inner + name + print(item, indent + 2, widthOf(name) + 1)
    })
    return `{\n${entries.join(',\n')}${close}}`
  }
  return print(value, 0, 0)
}

const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null

const onOneLine = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}: ${onOneLine(item)}`)
      .join(', ')}}`
  return JSON.stringify(value)
}

/** Items with commas between them, as many on a line as there is room for. */
const fill = (items: readonly string[], width: number): readonly string[] => {
  const lines: string[] = []
  let line = ''
  for (const [at, item] of items.entries()) {
    const next = at === items.length - 1 ? item : `${item},`
    const longer = line === '' ? next : `${line} ${next}`
    if (line !== '' && widthOf(longer) > width) {
      lines.push(line)
      line = next
    } else line = longer
  }
  return [...lines, line]
}
