/**
 * The strategy that saves and loads one artifact. A cacher is an immutable value; `Value` is what it can hold.
 * Write one by giving a format, a file extension, and one of three ways: by bytes, by stream, by path. `list(cacher)` makes
 * one that keeps a list item by item.
 */
export type Cacher<Value> = BytesCacher<Value> | StreamCacher<Value> | PathCacher<Value>

interface CacherBase<Value> {
  /** Names the format in the store. Another format means other bytes: add a version when the bytes change. */
  readonly format: string
  /** File extension, without the dot. */
  readonly extension: string
  /**
   * Earlier cachers of the same output. What they saved is loaded by them and saved anew in this format, and the stage
   * does not run. The formats of `json()`, `text()` and `bytes()` are known without being named.
   */
  readonly reads?: readonly Cacher<unknown>[]
  /**
   * Whether those who need the value get what was loaded from the store, and not the function's own value. `true` where
   * saving uses the value up or moves it, as with rows that come once or a temporary file. A function, asked of each value
   * once it is saved, where some come back in another form: a `Buffer` as a `Uint8Array`. Default: false.
   */
  readonly reloads?: boolean | Asking<Value>['reloads']
  /**
   * What the format holds of a value, as plain data, Maps, Sets or typed arrays, for `roundTrip: 'verify'` to compare. Say it
   * for instances of a library's classes, whose private fields differ while they mean the same. Default: the value itself.
   */
  holds?(value: Value): unknown
}

/** As a method, so that a cacher of texts is one of unknown values, too. */
interface Asking<Value> {
  reloads(value: Value): boolean
}

/** Saves to and loads from the whole artifact's bytes. */
export interface BytesCacher<Value> extends CacherBase<Value> {
  readonly via: 'bytes'
  save(value: Value): Uint8Array | Promise<Uint8Array>
  load(bytes: Uint8Array): Value | Promise<Value>
}

/** Saves to and loads from chunks of bytes, never the whole in memory. */
export interface StreamCacher<Value> extends CacherBase<Value> {
  readonly via: 'stream'
  save(value: Value): AsyncIterable<Uint8Array>
  /** The chunks can be gone through more than once, and after `load` has resolved; each time they are read anew. */
  load(chunks: AsyncIterable<Uint8Array>): Promise<Value>
}

/** Saves to and loads from a file or folder; needs a store that has files. */
export interface PathCacher<Value> extends CacherBase<Value> {
  readonly via: 'path'
  save(value: Value, path: string): void | Promise<void>
  load(path: string): Value | Promise<Value>
}
