import { isFree, referenceOf, type Printer } from '../syntax/printer.ts'
import type { Member, Reference, Written } from '../syntax/reference.ts'
import { anyMember } from './written-objects.ts'
import { child, children, eachChild, isClass, staticKey, type Syntax } from '../syntax/syntax.ts'

/** Methods that change an array, map or set, and are mostly called for that alone. */
export const appending: ReadonlySet<string> = new Set(['push', 'unshift', 'add', 'set', 'delete', 'clear'])

/** What an assignment changes: `b` of `a` in `a.b = 1`, any member of `a.b` in `a.b[i] = 1`. */
const targetOf = (printer: Printer, node: Syntax): Written | undefined => {
  const whole = referenceOf(printer, node)
  const last = whole?.path.at(-1)
  if (whole !== undefined && last !== undefined)
    return { on: { ...whole, path: whole.path.slice(0, -1) }, member: last }
  for (let at = child(node, 'object'); at !== undefined; at = child(at, 'object')) {
    const on = referenceOf(printer, at)
    if (on !== undefined) return { on, member: anyMember }
    if (at.type !== 'MemberExpression') return undefined
  }
  return undefined
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
    case 'Identifier':
      if (isFree(printer, target)) printer.assigned.add(target.name as string)
      return
    case 'MemberExpression': {
      noteOwnWrite(printer, target)
      const written = targetOf(printer, target)
      if (written !== undefined) printer.written.push(written)
    }
  }
}

/** The member nearest to the object in a chain: `b` in `this.b.c[0]`. */
const nearest = (node: Syntax): { readonly object: Syntax | undefined; readonly member: Member } => {
  let object: Syntax | undefined = node
  let member: Member = anyMember
  while (object?.type === 'MemberExpression') {
    const property = child(object, 'property')
    const isPrivate = property?.type === 'PrivateIdentifier'
    member = isPrivate
      ? `#${String(property.name)}`
      : (staticKey(property, object.computed === true) ?? anyMember)
    object = child(object, 'object')
  }
  return { object, member }
}

/** What changes on the function's own `this`, on a class's instances, or on the function itself. */
const noteOwnWrite = (printer: Printer, node: Syntax): void => {
  const { object, member } = nearest(node)
  const isHidden = isPrivateName(member)
  if ((object?.type === 'ThisExpression' || isHidden) && isOwnThis(printer)) printer.writesThis.add(member)
  if (!isHidden && isSelf(printer, object)) printer.writesSelf.add(member)
}

/** Whether `this` is the printed function's own, or an instance of the printed class that is made already. */
const isOwnThis = ({ root, isConstructing, thisDepth }: Printer): boolean =>
  isClass(root) ? !isConstructing : thisDepth === 0

const isPrivateName = (member: Member): boolean => typeof member === 'string' && member.startsWith('#')

/** Whether a node is the function that is printed, by its own name. */
const isSelf = (printer: Printer, node: Syntax | undefined): boolean => {
  const binding = node === undefined ? undefined : printer.bindings.meaning.get(node)
  const self = child(printer.root, 'id')
  return binding?.kind === 'self' && self !== undefined && binding === printer.bindings.meaning.get(self)
}

/** Functions of the language that change what they are given first. */
const changers: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['Object', new Set(['assign', 'defineProperty', 'defineProperties', 'setPrototypeOf'])],
  ['Reflect', new Set(['set', 'defineProperty', 'deleteProperty'])],
])

/** Remembers what a call changes: the object of a method such as `sort`, or what `Object.assign` is given. */
export const noteCall = (printer: Printer, node: Syntax): void => {
  const callee = child(node, 'callee')
  if (callee?.type !== 'MemberExpression') return
  const method = staticKey(child(callee, 'property'), callee.computed === true)
  if (method !== undefined && isChanging(method)) {
    const object = child(callee, 'object')
    if (object?.type === 'MemberExpression') noteOwnWrite(printer, object)
    else if (object !== undefined && !isOwnMethod(printer, method)) noteOwnCall(printer, object)
    const whole = referenceOf(printer, callee, 'appended only')
    if (whole !== undefined) printer.written.push({ on: whole, member: anyMember })
  }
  const reference = referenceOf(printer, callee)
  const [member] = reference?.path ?? []
  if (reference?.path.length !== 1 || member === undefined) return
  const [first] = children(node, 'arguments')
  if (first === undefined || changers.get(reference.name)?.has(member) !== true) return
  if (first.type === 'ThisExpression') noteOwnCall(printer, first)
  const given = referenceOf(printer, first)
  if (given !== undefined) printer.written.push({ on: given, member: anyMember })
}

/** A call that changes `this` itself, or the function itself: `this.set(k, v)`. */
const noteOwnCall = (printer: Printer, object: Syntax): void => {
  if (object.type === 'ThisExpression' && isOwnThis(printer)) printer.writesThis.add(anyMember)
  if (isSelf(printer, object)) printer.writesSelf.add(anyMember)
}

/** A method that the printed class has itself shows what it writes. */
const isOwnMethod = ({ root }: Printer, method: string): boolean =>
  children(child(root, 'body') ?? root, 'body').some(
    (member) => member.type === 'MethodDefinition' && staticKey(child(member, 'key'), false) === method,
  )

const isChanging = (method: string): boolean =>
  appending.has(method) || changing.has(method) || /^set[A-Z]/.test(method)

const changing = new Set(['pop', 'shift', 'splice', 'sort', 'reverse', 'fill', 'copyWithin'])
