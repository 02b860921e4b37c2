/** A place in a function where it uses a name that it does not declare itself. */
export interface Reference {
  readonly name: string
  /** The members that are read from it, as far as they are known without running anything: `a.b.c` has `b`, `c`. */
  readonly path: readonly string[]
  /** For a module that is imported while the function runs, the name is its specifier. */
  readonly use: 'value' | 'method call' | 'written only' | 'appended only' | 'superclass' | 'imported'
}

/** The text around `inner` when members are read from it. */
export const memberText = (inner: string, path: readonly string[]): string =>
  '(get '.repeat(path.length) + inner + path.map((name) => ` ${JSON.stringify(name)})`).join('')
