/**
 * The parameters in the text that people read them in, `{k: 3, model: {depth: 2}}`, by their paths: `k`, `model.depth`.
 * Values stay as they are written. What was cut off at the text's end is left out.
 */
export const parseParams = (text: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  collect(text, 0, '', found)
  return found
}

/** Reads an object that begins at `at`, and gives where it ends. */
const collect = (text: string, at: number, prefix: string, found: Map<string, string>): number => {
  let here = at + 1
  while (here < text.length && text[here] !== '}') {
    const colon = text.indexOf(': ', here)
    if (colon < 0) return text.length
    const path = prefix + text.slice(here, colon)
    const begin = colon + 2
    if (text[begin] === '{') here = collect(text, begin, `${path}.`, found)
    else {
      here = endOfValue(text, begin)
      if (here < text.length) found.set(path, text.slice(begin, here))
    }
    if (text[here] === '}' && text[begin] === '{') here++
    if (text.startsWith(', ', here)) here += 2
    else if (text[here] !== '}') return text.length
  }
  return here
}

const endOfValue = (text: string, begin: number): number => {
  let depth = 0
  let isQuoted = false
  for (let at = begin; at < text.length; at++) {
    const sign = text[at]
    if (isQuoted) {
      if (sign === '\\') at++
      else if (sign === '"') isQuoted = false
    } else if (sign === '"') isQuoted = true
    else if (sign === '[' || sign === '{' || sign === '(') depth++
    else if (depth > 0 && (sign === ']' || sign === '}' || sign === ')')) depth--
    else if (depth === 0 && (sign === ',' || sign === '}')) return at
  }
  return text.length
}
