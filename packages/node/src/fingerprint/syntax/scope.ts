import type { Syntax } from './syntax.ts'

/** Where a binding's value comes from when another module gives it; `imported` is absent for the whole module. */
export interface ImportSource {
  readonly specifier: string
  readonly imported?: string
}

/** One declared name. */
export interface Binding {
  readonly name: string
  readonly kind: 'var' | 'lexical' | 'function' | 'class' | 'parameter' | 'import' | 'self'
  readonly home: Scope
  /** Whether it is declared inside a loop of its function, where `var` and `let` mean different things. */
  readonly looped: boolean
  readonly source?: ImportSource
  references: number
  /** Values it is given where it is declared. */
  initialised: number
  /** Assignments elsewhere. */
  assigned: number
  /** Whether a function other than the one that declares it assigns it. */
  assignedLater: boolean
  /** Whether a function inside the one that declares it refers to it. */
  captured: boolean
  /** Where in the source it is first used. */
  firstUse: number
}

/** A region of the source in which names are declared. */
export interface Scope {
  readonly start: number
  readonly end: number
  readonly parent: Scope | undefined
  /** The scope of the innermost function. */
  readonly owner: Scope
  /** Where a `var` that stands here is declared. */
  readonly vars: Scope
  readonly inLoop: boolean
  readonly isClass: boolean
  readonly bindings: Map<string, Binding>
  readonly inner: Scope[]
}

/**
 * A new region below another; a loop is one whose `var` is shared by its rounds, and a body is that of a function whose
 * parameters cannot see what it declares.
 */
export const openScope = (
  { start, end }: Pick<Syntax, 'start' | 'end'>,
  parent: Scope | undefined,
  how: 'function' | 'body' | 'block' | 'loop' | 'class',
): Scope => {
  const scope = {
    start,
    end,
    parent,
    inLoop: how === 'loop' || ((how === 'block' || how === 'class') && parent?.inLoop === true),
    isClass: how === 'class',
    bindings: new Map<string, Binding>(),
    inner: [],
  } as unknown as Scope
  const owner = how === 'function' || parent === undefined ? scope : parent.owner
  const vars = how === 'body' || owner === scope || parent === undefined ? scope : parent.vars
  Object.assign(scope, { owner, vars })
  parent?.inner.push(scope)
  return scope
}

/** The binding of a name in a scope, made if it is new. */
export const declare = (
  scope: Scope,
  name: string,
  kind: Binding['kind'],
  looped: boolean,
  source?: ImportSource,
): Binding => {
  const known = scope.bindings.get(name)
  if (known !== undefined) return known
  const binding: Binding = {
    name,
    kind,
    home: scope,
    looped,
    ...(source === undefined ? {} : { source }),
    references: 0,
    initialised: 0,
    assigned: 0,
    assignedLater: false,
    captured: false,
    firstUse: Infinity,
  }
  scope.bindings.set(name, binding)
  return binding
}

/** The declaration that a name has in a scope, looking outwards. */
export const findBinding = (scope: Scope, name: string): Binding | undefined => {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const binding = at.bindings.get(name)
    if (binding !== undefined) return binding
  }
  return undefined
}

/** The scope of the class that a position stands in or begins. */
export const classScopeAt = (root: Scope, position: number): Scope => {
  const scope = scopeAt(root, position)
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) if (at.isClass) return at
  return scope
}

/** The innermost scope around a position in the source. */
export const scopeAt = (root: Scope, position: number): Scope => {
  let scope = root
  for (;;) {
    const next = scope.inner.find((inner) => inner.start <= position && position < inner.end)
    if (next === undefined) return scope
    scope = next
  }
}
