/**
 * An immutable map that grows by whole layers and shares what it grew from. Looking up and growing cost O(log n), so a
 * record of 100,000 applications is as cheap to extend as one of ten.
 */
export interface Bindings<Value> {
  readonly layer: ReadonlyMap<string, Value>
  readonly below: Bindings<Value> | undefined
}

/** Adds entries; layers are merged as in a binary counter, so that there are never more than O(log n). */
export const bind = <Value>(
  below: Bindings<Value> | undefined,
  entries: Iterable<readonly [string, Value]>,
): Bindings<Value> => {
  let layer = new Map(entries)
  let rest = below
  while (rest !== undefined && rest.layer.size <= layer.size) {
    const newer = layer
    layer = new Map(rest.layer)
    for (const [name, value] of newer) layer.set(name, value)
    rest = rest.below
  }
  return { layer, below: rest }
}

export const lookUp = <Value>(bindings: Bindings<Value> | undefined, name: string): Value | undefined => {
  for (let at = bindings; at !== undefined; at = at.below) {
    const value = at.layer.get(name)
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
