import type { Walk } from '../walk.ts'

const wellKnown = new Set(
  Object.getOwnPropertyNames(Symbol)
    .map((name) => Object.getOwnPropertyDescriptor(Symbol, name)?.value as unknown)
    .filter((value) => typeof value === 'symbol'),
)

/** A symbol as text: two of one description are told apart by the order in which they are met. */
export const symbolText = (walk: Walk, symbol: symbol): string => {
  const shared = Symbol.keyFor(symbol)
  if (shared !== undefined) return `(symbol for ${JSON.stringify(shared)})`
  if (wellKnown.has(symbol)) return `(${String(symbol)})`
  let number = walk.symbols.get(symbol)
  if (number === undefined) walk.symbols.set(symbol, (number = walk.symbols.size))
  return `(symbol ${JSON.stringify(symbol.description)} ${number})`
}
