import { noteParameters } from './origins.ts'
import { put, putAll, putName, type Printer } from './printer.ts'
import { putBody } from './print-statements.ts'
import { child, children, staticKey, type Syntax } from './syntax.ts'
import { isNamingStatement } from './toolchain-traces.ts'

/** A function; the one that is printed counts the same in every form. */
export const putFunction = (printer: Printer, node: Syntax): void => {
  const arrow = node.type === 'ArrowFunctionExpression'
  const root = node === printer.root
  const outside = printer.isConstructing
  printer.isConstructing = node === printer.maker
  if (!arrow && !root) printer.thisDepth++
  noteParameters(printer, node)
  put(printer, `(${arrow && !root ? 'arrow' : 'function'}${node.async === true ? ' async' : ''}`)
  put(printer, node.generator === true ? '* ' : ' ')
  const id = child(node, 'id')
  const binding = id === undefined ? undefined : printer.bindings.meaning.get(id)
  if (id !== undefined && (binding?.references ?? 0) > 0) putName(printer, id)
  putAll(printer, children(node, 'params'))
  const body = child(node, 'body')
  if (body !== undefined && body.type !== 'BlockStatement') {
    put(printer, '{(return ')
    printer.print(body)
    put(printer, ');}')
  } else putBody(printer, body)
  put(printer, ')')
  if (!arrow && !root) printer.thisDepth--
  printer.isConstructing = outside
}

/** Static fields of the class itself are left out: what counts is what they hold now, wherever it was assigned. */
const isStaticField = (printer: Printer, owner: Syntax, member: Syntax): boolean =>
  owner === printer.root &&
  member.type === 'PropertyDefinition' &&
  member.static === true &&
  member.computed !== true &&
  child(member, 'key')?.type !== 'PrivateIdentifier'

/** Some toolchains move the constructor behind the methods. */
const constructorFirst = (members: readonly Syntax[]): Syntax[] => [
  ...members.filter((member) => member.kind === 'constructor'),
  ...members.filter((member) => member.kind !== 'constructor'),
]

/** A class. */
export const putClass = (printer: Printer, node: Syntax): void => {
  printer.thisDepth++
  put(printer, '(class ')
  const id = child(node, 'id')
  const binding = id === undefined ? undefined : printer.bindings.meaning.get(id)
  if (id !== undefined && node !== printer.root && (binding?.references ?? 0) > 0) putName(printer, id)
  const heritage = child(node, 'superClass')
  if (heritage !== undefined) {
    put(printer, ' extends ')
    if (node === printer.root) printer.pieces.push({ name: 'super', path: [], use: 'superclass' })
    else printer.print(heritage)
  }
  put(printer, '{')
  printer.privates.push(privateNames(printer, node))
  for (const member of constructorFirst(children(child(node, 'body') ?? node, 'body'))) {
    if (isStaticField(printer, node, member) || isNamingStatement(printer, member)) continue
    printer.print(member)
    put(printer, ';')
  }
  printer.privates.pop()
  put(printer, '})')
  printer.thisDepth--
}

/** Numbers for the private names that a class declares. */
const privateNames = (printer: Printer, node: Syntax): Map<string, number> => {
  const names = new Map<string, number>()
  for (const member of children(child(node, 'body') ?? node, 'body')) {
    const key = child(member, 'key')
    const name = key?.type === 'PrivateIdentifier' ? (key.name as string) : undefined
    if (name !== undefined && !names.has(name)) names.set(name, printer.privateCount++)
  }
  return names
}

/** The key of a property, the same whether it is quoted, computed or plain. */
export const putKey = (printer: Printer, node: Syntax): void => {
  const key = child(node, 'key')
  const name = staticKey(key, node.computed === true)
  if (name !== undefined && !(name === '__proto__' && node.computed === true))
    put(printer, JSON.stringify(name))
  else if (key !== undefined) {
    put(printer, node.computed === true ? 'computed ' : '')
    printer.print(key)
  }
  put(printer, ':')
}
