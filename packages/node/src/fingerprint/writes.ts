import { referenceOf, type Printer } from './printer.ts'
import type { Reference } from './reference.ts'
import { child, children, eachChild, staticKey, type Syntax } from './syntax.ts'

/** Methods that change an array, map or set, and are mostly called for that alone. */
export const appending: ReadonlySet<string> = new Set(['push', 'unshift', 'add', 'set', 'delete', 'clear'])

/** The reference that an assignment's target stands on: `a` in `a.b[i] = 1`. */
const targetOf = (printer: Printer, node: Syntax | undefined): Reference | undefined => {
  let at = node
  while (at?.type === 'MemberExpression') {
    const whole = referenceOf(printer, at)
    if (whole !== undefined) return { ...whole, path: whole.path.slice(0, -1) }
    at = child(at, 'object')
  }
  return at === undefined ? undefined : referenceOf(printer, at)
}

/** A statement that only adds to something outside, such as `calls.push(x)` or `count++`, and looks at no result. */
export const writtenOnly = (
  printer: Printer,
  statement: Syntax,
): { target: Reference; value: Syntax[] } | undefined => {
  const expression = child(statement, 'expression')
  if (expression === undefined) return undefined
  if (expression.type === 'CallExpression') {
    const callee = child(expression, 'callee')
    const reference = callee === undefined ? undefined : referenceOf(printer, callee)
    const method = reference?.path.at(-1)
    if (reference === undefined || method === undefined || !appending.has(method)) return undefined
    return { target: { ...reference, use: 'appended only' }, value: [...children(expression, 'arguments')] }
  }
  const target =
    expression.type === 'UpdateExpression'
      ? child(expression, 'argument')
      : expression.type === 'AssignmentExpression'
        ? child(expression, 'left')
        : undefined
  const reference = target === undefined ? undefined : referenceOf(printer, target)
  if (reference === undefined) return undefined
  const right = child(expression, 'right')
  return { target: { ...reference, use: 'written only' }, value: right === undefined ? [] : [right] }
}

/** Remembers what an assignment changes, also by a pattern. */
export const noteWrite = (printer: Printer, target: Syntax | undefined): void => {
  switch (target?.type) {
    case undefined:
      return
    case 'Property':
      return noteWrite(printer, child(target, 'value'))
    case 'AssignmentPattern':
      return noteWrite(printer, child(target, 'left'))
    case 'ObjectPattern':
    case 'ArrayPattern':
    case 'RestElement':
      return eachChild(target, (part) => noteWrite(printer, part))
    case 'MemberExpression': {
      if (standsOnThis(target) && printer.thisDepth === 0) printer.writesThis = true
      if (standsOnSelf(printer, target)) printer.writesSelf = true
      const reference = targetOf(printer, target)
      if (reference !== undefined) printer.written.push(reference)
    }
  }
}

/** Whether a member stands on the function that is printed, by its own name; nobody outside sees a private one. */
const standsOnSelf = (printer: Printer, node: Syntax): boolean => {
  let at: Syntax | undefined = node
  let member: Syntax | undefined
  while (at?.type === 'MemberExpression') {
    member = child(at, 'property')
    at = child(at, 'object')
  }
  if (member?.type === 'PrivateIdentifier') return false
  const binding = at === undefined ? undefined : printer.bindings.meaning.get(at)
  const self = child(printer.root, 'id')
  return binding?.kind === 'self' && self !== undefined && binding === printer.bindings.meaning.get(self)
}

const standsOnThis = (node: Syntax): boolean => {
  let at: Syntax | undefined = node
  while (at?.type === 'MemberExpression') at = child(at, 'object')
  return at?.type === 'ThisExpression'
}

/** Functions of the language that change what they are given first. */
const changers: Readonly<Record<string, ReadonlySet<string>>> = {
  Object: new Set(['assign', 'defineProperty', 'defineProperties', 'setPrototypeOf']),
  Reflect: new Set(['set', 'defineProperty', 'deleteProperty']),
}

/** Remembers what a call changes: the object of a method such as `sort`, or what `Object.assign` is given. */
export const noteCall = (printer: Printer, node: Syntax): void => {
  const callee = child(node, 'callee')
  if (callee?.type !== 'MemberExpression') return
  const method = staticKey(child(callee, 'property'), callee.computed === true)
  if (method !== undefined && isChanging(method)) {
    if (standsOnThis(callee) && printer.thisDepth === 0) printer.writesThis = true
    if (standsOnSelf(printer, callee)) printer.writesSelf = true
    const whole = referenceOf(printer, callee, 'appended only')
    if (whole !== undefined) printer.written.push(whole)
  }
  const reference = referenceOf(printer, callee)
  const [member] = reference?.path ?? []
  if (reference?.path.length !== 1 || member === undefined) return
  const [first] = children(node, 'arguments')
  if (first === undefined || changers[reference.name]?.has(member) !== true) return
  const given = referenceOf(printer, first)
  if (given !== undefined) printer.written.push(given)
}

const isChanging = (method: string): boolean =>
  appending.has(method) || changing.has(method) || /^set[A-Z]/.test(method)

const changing = new Set(['pop', 'shift', 'splice', 'sort', 'reverse', 'fill', 'copyWithin'])
