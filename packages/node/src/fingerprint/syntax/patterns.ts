import type { Reading } from './reading.ts'
import { declare, type Binding, type ImportSource, type Scope } from './scope.ts'
import { child, children, eachChild, staticKey, type Syntax } from './syntax.ts'

/** Declares one name. */
export const declareName = (
  reading: Reading,
  id: Syntax,
  scope: Scope,
  kind: Binding['kind'],
  given: boolean,
  source?: ImportSource,
): void => {
  const home = kind === 'var' ? scope.vars : scope
  const binding = declare(home, id.name as string, kind, scope.inLoop, source)
  if (given) binding.initialised++
  reading.meaning.set(id, binding)
  reading.variables.add(id)
}

/** Declares every name of a pattern, and reads its default values and computed keys. */
export const declarePattern = (
  reading: Reading,
  pattern: Syntax,
  scope: Scope,
  kind: Binding['kind'],
  given: boolean,
  source?: ImportSource,
): void => {
  switch (pattern.type) {
    case 'Identifier':
      declareName(reading, pattern, scope, kind, given, source)
      break
    case 'ObjectPattern':
      for (const property of children(pattern, 'properties')) {
        if (property.type === 'RestElement') {
          declarePattern(reading, property, scope, kind, given)
          continue
        }
        const key = child(property, 'key')
        if (property.computed === true && key !== undefined) reading.walk(key, scope)
        const value = child(property, 'value')
        const imported = staticKey(key, property.computed === true)
        const from =
          source !== undefined && imported !== undefined
            ? { specifier: source.specifier, imported }
            : undefined
        if (value !== undefined) declarePattern(reading, value, scope, kind, given, from)
      }
      break
    case 'ArrayPattern':
      for (const element of children(pattern, 'elements'))
        declarePattern(reading, element, scope, kind, given)
      break
    case 'RestElement': {
      const argument = child(pattern, 'argument')
      if (argument !== undefined) declarePattern(reading, argument, scope, kind, given)
      break
    }
    case 'AssignmentPattern': {
      const left = child(pattern, 'left')
      const right = child(pattern, 'right')
      if (left !== undefined) declarePattern(reading, left, scope, kind, given)
      if (right !== undefined) reading.walk(right, scope)
      break
    }
    default:
      reading.walk(pattern, scope)
  }
}

/** `exports`, or `module.exports`. */
const isExports = (node: Syntax | undefined): boolean => {
  if (node?.type === 'Identifier') return node.name === 'exports'
  if (node?.type !== 'MemberExpression') return false
  const isMember = staticKey(child(node, 'property'), node.computed === true) === 'exports'
  return isMember && child(node, 'object')?.name === 'module'
}

/** Notes an assignment to every name of a pattern. */
export const assignPattern = (reading: Reading, target: Syntax, scope: Scope): void => {
  switch (target.type) {
    case 'Identifier':
      reading.occurrences.push({ node: target, scope, written: true })
      break
    case 'MemberExpression': {
      const name = staticKey(child(target, 'property'), target.computed === true)
      if (name !== undefined && isExports(child(target, 'object')) && scope.owner.parent !== undefined)
        reading.exportsAssignedLater.add(name)
      reading.walk(target, scope)
      break
    }
    case 'Property': {
      const key = child(target, 'key')
      if (target.computed === true && key !== undefined) reading.walk(key, scope)
      const value = child(target, 'value')
      if (value !== undefined) assignPattern(reading, value, scope)
      break
    }
    case 'AssignmentPattern': {
      const left = child(target, 'left')
      const right = child(target, 'right')
      if (left !== undefined) assignPattern(reading, left, scope)
      if (right !== undefined) reading.walk(right, scope)
      break
    }
    case 'ObjectPattern':
    case 'ArrayPattern':
    case 'RestElement':
      eachChild(target, (part) => assignPattern(reading, part, scope))
      break
    default:
      reading.walk(target, scope)
  }
}
