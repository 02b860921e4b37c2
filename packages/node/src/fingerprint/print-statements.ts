import { put, referenceOf, type Printer } from './printer.ts'
import type { Reference } from './reference.ts'
import { child, children, staticKey, type Syntax } from './syntax.ts'
import { isNamingStatement } from './toolchain-traces.ts'

const isUseStrict = (node: Syntax): boolean => typeof node.directive === 'string'

/** Statements as one list: empty ones and directives dropped, `let a, b` taken apart. */
export const putStatements = (printer: Printer, nodes: readonly Syntax[]): void => {
  put(printer, '{')
  for (const node of nodes) {
    if (node.type === 'EmptyStatement' || isUseStrict(node) || isNamingStatement(printer, node)) continue
    printer.print(node)
    put(printer, ';')
  }
  put(printer, '}')
}

/** The body of a function, loop or condition, with or without braces. */
export const putBody = (printer: Printer, node: Syntax | undefined): void =>
  putStatements(
    printer,
    node === undefined ? [] : node.type === 'BlockStatement' ? children(node, 'body') : [node],
  )

/** Of `const { a, b } = constants` only `constants.a` and `constants.b` count. */
const membersTaken = (printer: Printer, id: Syntax, init: Syntax): readonly Reference[] | undefined => {
  const whole = id.type === 'ObjectPattern' ? referenceOf(printer, init) : undefined
  if (whole === undefined) return undefined
  const names = children(id, 'properties').map((property) =>
    property.type === 'RestElement'
      ? undefined
      : staticKey(child(property, 'key'), property.computed === true),
  )
  if (names.length === 0) return undefined
  return names.every((name) => name !== undefined)
    ? names.map((name) => ({ ...whole, path: [...whole.path, name] }))
    : undefined
}

/** The variables of one declaration, each on its own. */
export const putDeclaration = (printer: Printer, node: Syntax): void => {
  for (const [index, declarator] of children(node, 'declarations').entries()) {
    if (index > 0) put(printer, ';')
    const id = child(declarator, 'id')
    const init = child(declarator, 'init')
    const binding = id === undefined ? undefined : printer.bindings.meaning.get(id)
    const shared = node.kind === 'var' && binding?.looped === true && binding.captured
    put(printer, shared ? '(var ' : String(node.kind).includes('using') ? `(${String(node.kind)} ` : '(let ')
    if (id !== undefined) printer.print(id)
    put(printer, ' = ')
    const members = id && init && membersTaken(printer, id, init)
    if (members !== undefined) printer.pieces.push(...members.flatMap((member) => [member, ' ']))
    else if (init !== undefined) printer.print(init)
    put(printer, ')')
  }
}
