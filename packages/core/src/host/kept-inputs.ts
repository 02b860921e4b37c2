/** Bytes of artifacts, as they are stored, whose values stay in memory for further calls. */
const mostBytes = 64 << 20

/** Values that were loaded, of the artifacts used last: many calls share an input. */
export interface KeptInputs {
  readonly get: (id: string, size: number, load: () => Promise<unknown>) => Promise<unknown>
}

export const makeKeptInputs = (most: number = mostBytes): KeptInputs => {
  const kept = new Map<string, { readonly value: Promise<unknown>; readonly size: number }>()
  let bytes = 0
  const drop = (id: string): void => {
    bytes -= kept.get(id)?.size ?? 0
    kept.delete(id)
  }
  return {
    get: (id, size, load) => {
      const known = kept.get(id)
      drop(id)
      const value = known?.value ?? load()
      kept.set(id, { value, size })
      bytes += size
      value.catch(() => {
        if (kept.get(id)?.value === value) drop(id)
      })
      for (const oldest of kept.keys()) {
        if (bytes <= most || oldest === id) break
        drop(oldest)
      }
      return value
    },
  }
}
