import { noteVariable } from './origins.ts'
import { put, referenceOf, type Printer } from './printer.ts'
import type { Reference } from './reference.ts'
import type { Binding } from './scope.ts'
import { child, children, isImported, staticKey, type Syntax } from './syntax.ts'
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

/** The members that a pattern takes, as paths; `undefined` where that is not known, as of `...rest`. */
const pathsTaken = (pattern: Syntax): readonly (readonly string[])[] | undefined => {
  const paths: (readonly string[])[] = []
  for (const property of children(pattern, 'properties')) {
    const name =
      property.type === 'RestElement'
        ? undefined
        : staticKey(child(property, 'key'), property.computed === true)
    if (name === undefined) return undefined
    const value = child(property, 'value')
    const inner = value?.type === 'ObjectPattern' ? pathsTaken(value) : undefined
    paths.push(...(inner ?? [[]]).map((path) => [name, ...path]))
  }
  return paths.length === 0 ? undefined : paths
}

/** Of `const { a, b: { c } } = constants` only `constants.a` and `constants.b.c` count. */
const membersTaken = (printer: Printer, id: Syntax, init: Syntax): readonly Reference[] | undefined => {
  const whole = id.type === 'ObjectPattern' ? referenceOf(printer, init) : undefined
  if (whole === undefined) return undefined
  return pathsTaken(id)?.map((path) => ({ ...whole, path: [...whole.path, ...path] }))
}

/** Whether `var` means something else than `let` would: where it is not given a value anew, or seen from elsewhere. */
const isUnlikeLet = (binding: Binding | undefined, id: Syntax, init: Syntax | undefined): boolean =>
  binding !== undefined &&
  ((binding.looped && (binding.captured || init === undefined)) || binding.firstUse < id.start)

/** The variables of one declaration, each on its own. */
export const putDeclaration = (printer: Printer, node: Syntax): void => {
  for (const [index, declarator] of children(node, 'declarations').entries()) {
    if (index > 0) put(printer, ';')
    const id = child(declarator, 'id')
    const init = child(declarator, 'init')
    const binding = id === undefined ? undefined : printer.bindings.meaning.get(id)
    if (id !== undefined) noteVariable(printer, id, init)
    const isOfItsKind = node.kind === 'var' && id !== undefined && isUnlikeLet(binding, id, init)
    put(
      printer,
      isOfItsKind ? '(var ' : String(node.kind).includes('using') ? `(${String(node.kind)} ` : '(let ',
    )
    if (id !== undefined) printer.print(id)
    put(printer, ' = ')
    const members = id && init && membersTaken(printer, id, init)
    if (members !== undefined) printer.pieces.push(...members.flatMap((member) => [member, ' ']))
    else if (init !== undefined) {
      if (isImported(init) && id?.type === 'ObjectPattern') printer.taken = pathsTaken(id)
      printer.print(init)
    }
    put(printer, ')')
  }
}
