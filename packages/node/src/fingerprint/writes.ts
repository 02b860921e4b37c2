import { referenceOf, type Printer } from './printer.ts'
import type { Reference } from './reference.ts'
import { child, children, type Syntax } from './syntax.ts'

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

/** Remembers what an assignment changes. */
export const noteWrite = (printer: Printer, target: Syntax | undefined): void => {
  const reference = targetOf(printer, target)
  if (reference !== undefined) printer.written.push(reference)
}
