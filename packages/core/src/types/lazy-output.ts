/** Marks an output that is not kept in memory after it was saved: it is loaded again where it is used. */
export interface LazyOutput<out Name extends string = string, out Resolve extends boolean = boolean> {
  readonly lazy: true
  readonly name: Name
  /** Whether consumers get the value (the default) or a handle that loads it. */
  readonly resolve: Resolve
}

/** What consumers of a `lazy(name, { resolve: false })` output get in place of the value. */
export interface LazyHandle<out Value> {
  load(): Promise<Value>
  /** A file or folder that holds the artifact. Rejects where the store has no files. */
  path(): Promise<string>
}

/** `lazy('name')` in `outputs` marks a lazy output. */
export interface LazyBuilder {
  <Name extends string>(name: Name, options: { readonly resolve: false }): LazyOutput<Name, false>
  <Name extends string>(name: Name, options?: { readonly resolve?: true }): LazyOutput<Name, true>
}

/** What an artifact is once it is loaded: the value in the place of a handle. */
export type Loaded<Value> = Value extends LazyHandle<infer Inner> ? Inner : Value
