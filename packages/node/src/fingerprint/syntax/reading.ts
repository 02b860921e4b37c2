import type { Binding, Scope } from './scope.ts'
import type { Syntax } from './syntax.ts'

/** One use of a name that is not its declaration. */
export interface Occurrence {
  readonly node: Syntax
  readonly scope: Scope
  readonly written: boolean
}

/** What has been found in a tree so far. */
export interface Reading {
  readonly root: Scope
  readonly meaning: Map<Syntax, Binding>
  readonly variables: Set<Syntax>
  readonly occurrences: Occurrence[]
  readonly exportsAssignedLater: Set<string>
  readonly exported: Map<string, string>
  readonly walk: (node: Syntax, scope: Scope) => void
}
