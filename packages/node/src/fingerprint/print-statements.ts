import { put, type Printer } from './printer.ts'
import { child, children, type Syntax } from './syntax.ts'
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
    if (init !== undefined) printer.print(init)
    put(printer, ')')
  }
}
