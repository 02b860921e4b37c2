/**
 * An immutable map that grows by whole layers and shares what it grew from. Looking up and growing cost O(log n), so a
 * record of 100,000 applications is as cheap to extend as one of ten.
 */
export interface Bindings<Value> {
  readonly layer: Layer<Value>
  readonly below: Bindings<Value> | undefined
}

type Entry<Value> = readonly [name: string, value: Value]

/** A map, or, because most layers are small and there are very many, a list of a few entries with different names. */
type Layer<Value> = ReadonlyMap<string, Value> | readonly Entry<Value>[]

/** Entries of the longest list. */
const few = 8

/** Adds entries; layers are merged as in a binary counter, so that there are never more than O(log n). */
export const bind = <Value>(
  below: Bindings<Value> | undefined,
  entries: readonly Entry<Value>[],
): Bindings<Value> => {
  let layer: Layer<Value> = entries
  let rest = below
  while (rest !== undefined && sizeOf(rest.layer) <= sizeOf(layer)) {
    layer = merge(rest.layer, layer)
    rest = rest.below
  }
  return { layer, below: rest }
}

export const lookUp = <Value>(bindings: Bindings<Value> | undefined, name: string): Value | undefined => {
  for (let at = bindings; at !== undefined; at = at.below) {
    const value = find(at.layer, name)
    if (value !== undefined) return value
  }
  return undefined
}

/** All names, the newest binding of each. */
export const entriesOf = <Value>(bindings: Bindings<Value> | undefined): Map<string, Value> => {
  const all = new Map<string, Value>()
  for (let at = bindings; at !== undefined; at = at.below)
    for (const [name, value] of at.layer) if (!all.has(name)) all.set(name, value)
  return all
}

const isMap = <Value>(layer: Layer<Value>): layer is ReadonlyMap<string, Value> => layer instanceof Map

const sizeOf = <Value>(layer: Layer<Value>): number => (isMap(layer) ? layer.size : layer.length)

const find = <Value>(layer: Layer<Value>, name: string): Value | undefined =>
  isMap(layer) ? layer.get(name) : layer.find(([key]) => key === name)?.[1]

const merge = <Value>(older: Layer<Value>, newer: Layer<Value>): Layer<Value> => {
  if (sizeOf(older) + sizeOf(newer) > few) {
    const merged = new Map(older)
    for (const [name, value] of newer) merged.set(name, value)
    return merged
  }
  // A map has more than a few entries, so neither is one here.
  return [...older]
    .filter(([name]) => find(newer, name) === undefined)
    .concat(newer as readonly Entry<Value>[])
}
