/** A place in a function where it uses a name that it does not declare itself. */
export interface Reference {
  readonly name: string
  /** The members that are read from it, as far as they are known without running anything: `a.b.c` has `b`, `c`. */
  readonly path: readonly string[]
  /** For a module that is imported while the function runs, the name is its specifier. */
  readonly use:
    'value' | 'called' | 'method call' | 'written only' | 'appended only' | 'superclass' | 'imported'
  /** For a call: where its first argument comes from, and where all of them do. */
  readonly given?: readonly [first: Given, all: Given]
}

/**
 * Where a value comes from, as far as the text shows it: from what stands in the program (`fixed`), from the first
 * parameter of the function (`context`), from a context's `file` or from a stage's inputs (`tracked`), or from somewhere
 * else (`unknown`).
 */
export type Given = 'fixed' | 'context' | 'unknown' | 'tracked'

/** A member that a function writes, by the reference to the object it stands on. */
export interface Written {
  readonly on: Reference
  readonly member: Member
}

/** The name of a member that is written, or any of them. */
export type Member = string | symbol

/** The text around `inner` when members are read from it. */
export const memberText = (inner: string, path: readonly string[]): string =>
  '(get '.repeat(path.length) + inner + path.map((name) => ` ${JSON.stringify(name)})`).join('')
