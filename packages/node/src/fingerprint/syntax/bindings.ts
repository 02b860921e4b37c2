import { walkClass, walkFunction } from './functions-and-classes.ts'
import { readExports, readImports, requireOf } from './module-syntax.ts'
import { assignPattern, declarePattern } from './patterns.ts'
import type { Occurrence, Reading } from './reading.ts'
import { findBinding, openScope, type Binding, type Scope } from './scope.ts'
import { child, children, eachChild, isClass, isFunction, type Syntax } from './syntax.ts'

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

const walkLoopHead = (reading: Reading, head: Syntax, scope: Scope): void => {
  if (head.type !== 'VariableDeclaration') return assignPattern(reading, head, scope)
  for (const declarator of children(head, 'declarations')) {
    const id = child(declarator, 'id')
    if (id !== undefined) declarePattern(reading, id, scope, head.kind === 'var' ? 'var' : 'lexical', true)
  }
}

const walk = (reading: Reading, node: Syntax, scope: Scope): void => {
  if (isFunction(node)) return walkFunction(reading, node, scope)
  if (isClass(node)) return walkClass(reading, node, scope)
  switch (node.type) {
    case 'Identifier':
      reading.occurrences.push({ node, scope, written: false })
      return
    case 'MemberExpression': {
      const object = child(node, 'object')
      const property = child(node, 'property')
      if (object !== undefined) reading.walk(object, scope)
      if (node.computed === true && property !== undefined) reading.walk(property, scope)
      return
    }
    case 'Property': {
      const key = child(node, 'key')
      const value = child(node, 'value')
      if (node.computed === true && key !== undefined) reading.walk(key, scope)
      if (value !== undefined) reading.walk(value, scope)
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
            reading,
            id,
            scope,
            kind,
            init !== undefined,
            specifier === undefined ? undefined : { specifier },
          )
        if (init !== undefined) reading.walk(init, scope)
      }
      return
    case 'AssignmentExpression': {
      const left = child(node, 'left')
      const right = child(node, 'right')
      if (left !== undefined) assignPattern(reading, left, scope)
      if (right !== undefined) reading.walk(right, scope)
      return
    }
    case 'UpdateExpression': {
      const argument = child(node, 'argument')
      if (argument !== undefined) assignPattern(reading, argument, scope)
      return
    }
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'ForStatement': {
      const loop = openScope(node, scope, 'loop')
      const left = child(node, 'left')
      if (left !== undefined) walkLoopHead(reading, left, loop)
      for (const field of ['init', 'test', 'update', 'right', 'body']) {
        const part = child(node, field)
        if (part !== undefined) reading.walk(part, loop)
      }
      return
    }
    case 'WhileStatement':
    case 'DoWhileStatement': {
      const loop = openScope(node, scope, 'loop')
      eachChild(node, (part) => reading.walk(part, loop))
      return
    }
    case 'SwitchStatement': {
      const asked = child(node, 'discriminant')
      if (asked !== undefined) reading.walk(asked, scope)
      const block = openScope({ start: asked?.end ?? node.start, end: node.end }, scope, 'block')
      for (const one of children(node, 'cases')) reading.walk(one, block)
      return
    }
    case 'BlockStatement': {
      const block = openScope(node, scope, 'block')
      eachChild(node, (part) => reading.walk(part, block))
      return
    }
    case 'CatchClause': {
      const block = openScope(node, scope, 'block')
      const parameter = child(node, 'param')
      const body = child(node, 'body')
      if (parameter !== undefined) declarePattern(reading, parameter, block, 'parameter', true)
      if (body !== undefined) reading.walk(body, block)
      return
    }
    case 'LabeledStatement': {
      const body = child(node, 'body')
      if (body !== undefined) reading.walk(body, scope)
      return
    }
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'MetaProperty':
      return
    case 'ImportDeclaration':
      return readImports(reading, node)
    case 'ExportNamedDeclaration':
      return readExports(reading, node, scope)
    case 'ExportAllDeclaration':
      return
    default:
      eachChild(node, (part) => reading.walk(part, scope))
  }
}

/** Finds the declaration that one use of a name means, once all are known. */
const settle = (reading: Reading, { node, scope, written }: Occurrence): void => {
  reading.variables.add(node)
  const binding = findBinding(scope, node.name as string)
  if (binding === undefined) return
  reading.meaning.set(node, binding)
  binding.references++
  binding.firstUse = Math.min(binding.firstUse, node.start)
  const later = scope.owner !== binding.home.owner
  if (later) binding.captured = true
  if (!written) return
  binding.assigned++
  if (later) binding.assignedLater = true
}

/** Resolves every name in a tree to its declaration. */
export const analyseBindings = (tree: Syntax): Bindings => {
  const root = openScope(tree, undefined, 'function')
  const reading: Reading = {
    root,
    meaning: new Map(),
    variables: new Set(),
    occurrences: [],
    exportsAssignedLater: new Set(),
    exported: new Map(),
    walk: (node, scope) => walk(reading, node, scope),
  }
  if (tree.type === 'Program') for (const statement of children(tree, 'body')) walk(reading, statement, root)
  else walk(reading, tree, root)
  for (const occurrence of reading.occurrences) settle(reading, occurrence)
  return reading
}
