import { declareName, declarePattern } from './patterns.ts'
import type { Reading } from './reading.ts'
import { declare, openScope, type Scope } from './scope.ts'
import { child, children, type Syntax } from './syntax.ts'

/** Reads a function: its name, its parameters, its body. */
export const walkFunction = (reading: Reading, node: Syntax, outer: Scope): void => {
  const id = child(node, 'id')
  let around = outer
  if (id !== undefined && node.type === 'FunctionDeclaration')
    declareName(reading, id, outer, 'function', true)
  if (id !== undefined && node.type === 'FunctionExpression') {
    around = openScope(node, outer, 'block')
    declareName(reading, id, around, 'self', true)
  }
  const scope = openScope(node, around, 'function')
  const parameters = children(node, 'params')
  for (const parameter of parameters) declarePattern(reading, parameter, scope, 'parameter', true)
  const body = child(node, 'body')
  if (body?.type !== 'BlockStatement') {
    if (body !== undefined) reading.walk(body, scope)
    return
  }
  // Default values and computed keys do not see the variables of the body.
  const isPlain = parameters.every(({ type }) => type === 'Identifier')
  const inner = isPlain ? scope : openScope(body, scope, 'body')
  for (const statement of children(body, 'body')) reading.walk(statement, inner)
}

/** Reads a class; inside it, its name is a binding of its own. */
export const walkClass = (reading: Reading, node: Syntax, outer: Scope): void => {
  const id = child(node, 'id')
  const scope = openScope(node, outer, 'class')
  if (id !== undefined) {
    if (node.type === 'ClassDeclaration') declareName(reading, id, outer, 'class', true)
    const self = declare(scope, id.name as string, 'self', false)
    self.initialised++
    if (node.type === 'ClassExpression') reading.meaning.set(id, self)
  }
  const heritage = child(node, 'superClass')
  if (heritage !== undefined) reading.walk(heritage, scope)
  for (const member of children(child(node, 'body') ?? node, 'body')) {
    const key = child(member, 'key')
    if (member.computed === true && key !== undefined) reading.walk(key, scope)
    if (member.type === 'StaticBlock') {
      const block = openScope(member, scope, 'function')
      for (const statement of children(member, 'body')) reading.walk(statement, block)
      continue
    }
    const value = child(member, 'value')
    if (value === undefined) continue
    reading.walk(value, member.type === 'PropertyDefinition' ? openScope(member, scope, 'function') : scope)
  }
}
