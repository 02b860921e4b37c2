import {
  child,
  children,
  eachChild,
  isClass,
  isFunction,
  staticKey,
  stringOf,
  type Syntax,
} from './syntax.ts'

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
}

/** A region of the source in which names are declared. */
export interface Scope {
  readonly start: number
  readonly end: number
  readonly parent: Scope | undefined
  /** The scope of the innermost function. */
  readonly owner: Scope
  readonly inLoop: boolean
  readonly bindings: Map<string, Binding>
  readonly inner: Scope[]
}

/** Which name means what in a tree. */
export interface Bindings {
  readonly root: Scope
  /** By `Identifier` node, declarations too. Absent for names that the tree does not declare. */
  readonly meaning: ReadonlyMap<Syntax, Binding>
  /** Nodes that stand for a variable, also those that the tree does not declare. */
  readonly variables: ReadonlySet<Syntax>
  /** Names that assignments to `exports.name` write outside the module's own top level. */
  readonly exportsAssignedLater: ReadonlySet<string>
  /** The local name behind each name that `export` gives away. */
  readonly exported: ReadonlyMap<string, string>
}

interface Occurrence {
  readonly node: Syntax
  readonly scope: Scope
  readonly written: boolean
}

const openScope = (node: Syntax, parent: Scope | undefined, how: 'function' | 'block' | 'loop'): Scope => {
  const scope = {
    start: node.start,
    end: node.end,
    parent,
    inLoop: how === 'loop' || (how === 'block' && parent?.inLoop === true),
    bindings: new Map<string, Binding>(),
    inner: [],
  } as unknown as Scope
  const owner = how === 'function' || parent === undefined ? scope : parent.owner
  Object.assign(scope, { owner })
  parent?.inner.push(scope)
  return scope
}

const declare = (
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
  }
  scope.bindings.set(name, binding)
  return binding
}

const requireOf = (node: Syntax | undefined, depth = 0): string | undefined => {
  if (node?.type !== 'CallExpression') return undefined
  const callee = child(node, 'callee')
  const [first] = children(node, 'arguments')
  if (callee?.type === 'Identifier' && callee.name === 'require') return stringOf(first)
  return depth === 0 ? requireOf(first, 1) : undefined
}

/** Resolves every name in a tree to its declaration. */
export const analyseBindings = (tree: Syntax): Bindings => {
  const meaning = new Map<Syntax, Binding>()
  const variables = new Set<Syntax>()
  const occurrences: Occurrence[] = []
  const exportsAssignedLater = new Set<string>()
  const exported = new Map<string, string>()
  const root = openScope(tree, undefined, 'function')

  const declareName = (
    id: Syntax,
    scope: Scope,
    kind: Binding['kind'],
    given: boolean,
    source?: ImportSource,
  ) => {
    const home = kind === 'var' ? scope.owner : scope
    const binding = declare(home, id.name as string, kind, scope.inLoop, source)
    if (given) binding.initialised++
    meaning.set(id, binding)
    variables.add(id)
  }

  const declarePattern = (
    pattern: Syntax,
    scope: Scope,
    kind: Binding['kind'],
    given: boolean,
    source?: ImportSource,
  ): void => {
    switch (pattern.type) {
      case 'Identifier':
        declareName(pattern, scope, kind, given, source)
        break
      case 'ObjectPattern':
        for (const property of children(pattern, 'properties')) {
          if (property.type === 'RestElement') {
            declarePattern(property, scope, kind, given)
            continue
          }
          const key = child(property, 'key')
          if (property.computed === true && key !== undefined) walk(key, scope)
          const value = child(property, 'value')
          const imported = staticKey(key, property.computed === true)
          const from =
            source !== undefined && imported !== undefined
              ? { specifier: source.specifier, imported }
              : undefined
          if (value !== undefined) declarePattern(value, scope, kind, given, from)
        }
        break
      case 'ArrayPattern':
        for (const element of children(pattern, 'elements')) declarePattern(element, scope, kind, given)
        break
      case 'RestElement': {
        const argument = child(pattern, 'argument')
        if (argument !== undefined) declarePattern(argument, scope, kind, given)
        break
      }
      case 'AssignmentPattern': {
        const left = child(pattern, 'left')
        const right = child(pattern, 'right')
        if (left !== undefined) declarePattern(left, scope, kind, given)
        if (right !== undefined) walk(right, scope)
        break
      }
      default:
        walk(pattern, scope)
    }
  }

  const assignPattern = (target: Syntax, scope: Scope): void => {
    switch (target.type) {
      case 'Identifier':
        occurrences.push({ node: target, scope, written: true })
        break
      case 'MemberExpression': {
        const object = child(target, 'object')
        const name = staticKey(child(target, 'property'), target.computed === true)
        if (object?.type === 'Identifier' && object.name === 'exports' && name !== undefined)
          if (scope.owner.parent !== undefined) exportsAssignedLater.add(name)
        walk(target, scope)
        break
      }
      case 'Property': {
        const key = child(target, 'key')
        if (target.computed === true && key !== undefined) walk(key, scope)
        const value = child(target, 'value')
        if (value !== undefined) assignPattern(value, scope)
        break
      }
      case 'AssignmentPattern': {
        const left = child(target, 'left')
        const right = child(target, 'right')
        if (left !== undefined) assignPattern(left, scope)
        if (right !== undefined) walk(right, scope)
        break
      }
      case 'ObjectPattern':
      case 'ArrayPattern':
      case 'RestElement':
        eachChild(target, (part) => assignPattern(part, scope))
        break
      default:
        walk(target, scope)
    }
  }

  const walkFunction = (node: Syntax, outer: Scope): void => {
    const id = child(node, 'id')
    let around = outer
    if (id !== undefined && node.type === 'FunctionDeclaration') declareName(id, outer, 'function', true)
    if (id !== undefined && node.type === 'FunctionExpression') {
      around = openScope(node, outer, 'block')
      declareName(id, around, 'self', true)
    }
    const scope = openScope(node, around, 'function')
    for (const parameter of children(node, 'params')) declarePattern(parameter, scope, 'parameter', true)
    const body = child(node, 'body')
    if (body?.type === 'BlockStatement')
      for (const statement of children(body, 'body')) walk(statement, scope)
    else if (body !== undefined) walk(body, scope)
  }

  const walkClass = (node: Syntax, outer: Scope): void => {
    const id = child(node, 'id')
    const scope = openScope(node, outer, 'block')
    if (id !== undefined) {
      if (node.type === 'ClassDeclaration') declareName(id, outer, 'class', true)
      const self = declare(scope, id.name as string, 'self', false)
      self.initialised++
      if (node.type === 'ClassExpression') meaning.set(id, self)
    }
    const heritage = child(node, 'superClass')
    if (heritage !== undefined) walk(heritage, scope)
    for (const member of children(child(node, 'body') ?? node, 'body')) {
      const key = child(member, 'key')
      if (member.computed === true && key !== undefined) walk(key, scope)
      if (member.type === 'StaticBlock') {
        const block = openScope(member, scope, 'function')
        for (const statement of children(member, 'body')) walk(statement, block)
        continue
      }
      const value = child(member, 'value')
      if (value === undefined) continue
      walk(value, member.type === 'PropertyDefinition' ? openScope(member, scope, 'function') : scope)
    }
  }

  const walkLoopHead = (head: Syntax, scope: Scope): void => {
    if (head.type !== 'VariableDeclaration') return assignPattern(head, scope)
    for (const declarator of children(head, 'declarations')) {
      const id = child(declarator, 'id')
      if (id !== undefined) declarePattern(id, scope, head.kind === 'var' ? 'var' : 'lexical', true)
    }
  }

  const walkImports = (node: Syntax): void => {
    const specifier = stringOf(child(node, 'source')) ?? ''
    for (const part of children(node, 'specifiers')) {
      const local = child(part, 'local')
      if (local === undefined) continue
      const named = child(part, 'imported')
      const imported =
        part.type === 'ImportDefaultSpecifier' ? 'default' : named && ((named.name ?? named.value) as string)
      const source = imported === undefined ? { specifier } : { specifier, imported }
      declareName(local, root, 'import', true, source)
    }
  }

  const walk = (node: Syntax, scope: Scope): void => {
    if (isFunction(node)) return walkFunction(node, scope)
    if (isClass(node)) return walkClass(node, scope)
    switch (node.type) {
      case 'Identifier':
        occurrences.push({ node, scope, written: false })
        return
      case 'MemberExpression': {
        const object = child(node, 'object')
        const property = child(node, 'property')
        if (object !== undefined) walk(object, scope)
        if (node.computed === true && property !== undefined) walk(property, scope)
        return
      }
      case 'Property': {
        const key = child(node, 'key')
        const value = child(node, 'value')
        if (node.computed === true && key !== undefined) walk(key, scope)
        if (value !== undefined) walk(value, scope)
        return
      }
      case 'VariableDeclaration':
        for (const declarator of children(node, 'declarations')) {
          const id = child(declarator, 'id')
          const init = child(declarator, 'init')
          const specifier = requireOf(init)
          const kind = node.kind === 'var' ? 'var' : 'lexical'
          if (id !== undefined)
            declarePattern(
              id,
              scope,
              kind,
              init !== undefined,
              specifier === undefined ? undefined : { specifier },
            )
          if (init !== undefined) walk(init, scope)
        }
        return
      case 'AssignmentExpression': {
        const left = child(node, 'left')
        const right = child(node, 'right')
        if (left !== undefined) assignPattern(left, scope)
        if (right !== undefined) walk(right, scope)
        return
      }
      case 'UpdateExpression': {
        const argument = child(node, 'argument')
        if (argument !== undefined) assignPattern(argument, scope)
        return
      }
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'ForStatement': {
        const loop = openScope(node, scope, 'loop')
        const left = child(node, 'left')
        if (left !== undefined) walkLoopHead(left, loop)
        for (const field of ['init', 'test', 'update', 'right', 'body']) {
          const part = child(node, field)
          if (part !== undefined) walk(part, loop)
        }
        return
      }
      case 'WhileStatement':
      case 'DoWhileStatement': {
        const loop = openScope(node, scope, 'loop')
        eachChild(node, (part) => walk(part, loop))
        return
      }
      case 'BlockStatement':
      case 'SwitchStatement': {
        const block = openScope(node, scope, 'block')
        eachChild(node, (part) => walk(part, block))
        return
      }
      case 'CatchClause': {
        const block = openScope(node, scope, 'block')
        const parameter = child(node, 'param')
        const body = child(node, 'body')
        if (parameter !== undefined) declarePattern(parameter, block, 'parameter', true)
        if (body !== undefined) walk(body, block)
        return
      }
      case 'LabeledStatement': {
        const body = child(node, 'body')
        if (body !== undefined) walk(body, scope)
        return
      }
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'MetaProperty':
        return
      case 'ImportDeclaration':
        return walkImports(node)
      case 'ExportNamedDeclaration': {
        const before = new Set(root.bindings.keys())
        const declaration = child(node, 'declaration')
        if (declaration !== undefined) walk(declaration, scope)
        for (const name of root.bindings.keys()) if (!before.has(name)) exported.set(name, name)
        if (child(node, 'source') !== undefined) return
        for (const part of children(node, 'specifiers')) {
          const local = child(part, 'local')
          const outside = child(part, 'exported')
          if (local === undefined || outside === undefined) continue
          exported.set((outside.name ?? outside.value) as string, local.name as string)
        }
        return
      }
      case 'ExportAllDeclaration':
        return
      default:
        eachChild(node, (part) => walk(part, scope))
    }
  }

  if (tree.type === 'Program') for (const statement of children(tree, 'body')) walk(statement, root)
  else walk(tree, root)

  for (const { node, scope, written } of occurrences) {
    variables.add(node)
    const binding = findBinding(scope, node.name as string)
    if (binding === undefined) continue
    meaning.set(node, binding)
    binding.references++
    const later = scope.owner !== binding.home.owner
    if (later) binding.captured = true
    if (!written) continue
    binding.assigned++
    if (later) binding.assignedLater = true
  }
  return { root, meaning, variables, exportsAssignedLater, exported }
}

/** The declaration that a name has in a scope, looking outwards. */
export const findBinding = (scope: Scope, name: string): Binding | undefined => {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const binding = at.bindings.get(name)
    if (binding !== undefined) return binding
  }
  return undefined
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
