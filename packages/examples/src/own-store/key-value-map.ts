// #region map
/** What a store of keys and values can do, wherever it is: Redis, a table in PostgreSQL, a service behind HTTP. */
export interface KeyValueMap {
  readonly get: (key: string) => Promise<Uint8Array | undefined>
  /** Resolves when every client sees the value. */
  readonly set: (key: string, value: Uint8Array) => Promise<void>
  readonly delete: (key: string) => Promise<void>
  /** The keys that begin so, sorted. */
  readonly list: (prefix: string) => Promise<readonly string[]>
}
// #endregion map
