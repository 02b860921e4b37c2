import type { Bindings } from './bindings.ts'
import type { Reference } from './reference.ts'
import type { Binding } from './scope.ts'
import { child, fieldsOf, isSyntax, staticKey, type Syntax } from './syntax.ts'

export interface Printer {
  readonly bindings: Bindings
  readonly root: Syntax
  readonly numbers: Map<Binding, number>
  readonly labels: Map<string, number>
  readonly pieces: (string | Reference)[]
  readonly written: Reference[]
  readonly opaque: string[]
  usesThis: boolean
  writesThis: boolean
  usesSuper: boolean
  writesSelf: boolean
  readonly print: (node: Syntax) => void
  /** How many functions with a `this` of their own stand around the node. */
  thisDepth: number
}

/** Adds fixed text. */
export const put = (printer: Printer, text: string): void => {
  const last = printer.pieces.length - 1
  if (typeof printer.pieces[last] === 'string') printer.pieces[last] += text
  else printer.pieces.push(text)
}

/** Whether a node stands for a variable that the function does not declare. */
export const isFree = (printer: Printer, node: Syntax): boolean =>
  node.type === 'Identifier' &&
  printer.bindings.variables.has(node) &&
  !printer.bindings.meaning.has(node) &&
  node.name !== 'arguments'

/** What a name, or a chain of members on one, refers to outside; `undefined` for what the function declares itself. */
export const referenceOf = (
  printer: Printer,
  node: Syntax,
  use: Reference['use'] = 'value',
): Reference | undefined => {
  const path: string[] = []
  let at = node
  while (at.type === 'MemberExpression' && at.optional !== true) {
    const name = staticKey(child(at, 'property'), at.computed === true)
    const object = child(at, 'object')
    if (name === undefined || object === undefined) return undefined
    path.unshift(name)
    at = object
  }
  return isFree(printer, at) ? { name: at.name as string, path, use } : undefined
}

/** What `a?.b` refers to, if `a` stands outside. */
export const optionalReferenceOf = (
  printer: Printer,
  node: Syntax,
  use: Reference['use'] = 'value',
): Reference | undefined => {
  if (node.type !== 'MemberExpression' || node.optional !== true) return undefined
  const name = staticKey(child(node, 'property'), node.computed === true)
  const object = child(node, 'object')
  const reference = object && referenceOf(printer, object, use)
  return reference && name !== undefined ? { ...reference, path: [...reference.path, name] } : undefined
}

export const putReference = (printer: Printer, reference: Reference): void => {
  if (reference.name === 'undefined' && reference.path.length === 0) put(printer, 'undefined')
  else printer.pieces.push(reference)
}

/** What `a?.b` refers to: only `b` of it counts. */
export const putOptional = (printer: Printer, reference: Reference): void => {
  put(printer, '(get? ')
  printer.pieces.push(reference)
  put(printer, ')')
}

/** A variable: a number in the order of use for the function's own, a reference for all others. */
export const putName = (printer: Printer, node: Syntax): void => {
  const binding = printer.bindings.meaning.get(node)
  if (binding === undefined) {
    if (isFree(printer, node)) putReference(printer, { name: node.name as string, path: [], use: 'value' })
    else put(printer, node.name as string)
    return
  }
  let number = printer.numbers.get(binding)
  if (number === undefined) printer.numbers.set(binding, (number = printer.numbers.size))
  put(printer, `$${number}`)
}

/** A list of nodes. */
export const putAll = (printer: Printer, nodes: readonly Syntax[]): void => {
  put(printer, '[')
  for (const node of nodes) {
    printer.print(node)
    put(printer, ' ')
  }
  put(printer, ']')
}

/** Any other node: its type and its fields. */
export const putGeneric = (printer: Printer, node: Syntax): void => {
  put(printer, `(${node.type}`)
  for (const field of fieldsOf(node)) {
    const value = node[field]
    if (value === null || value === undefined || value === false) continue
    put(printer, ` ${field}:`)
    if (Array.isArray(value)) {
      put(printer, '[')
      for (const item of value) {
        if (isSyntax(item)) printer.print(item)
        put(printer, ',')
      }
      put(printer, ']')
    } else if (isSyntax(value)) printer.print(value)
    else put(printer, JSON.stringify(value) ?? '')
  }
  put(printer, ')')
}

/** A label by its number. */
export const labelOf = (printer: Printer, node: Syntax): string => {
  const name = child(node, 'label')?.name as string | undefined
  if (name === undefined) return ''
  let number = printer.labels.get(name)
  if (number === undefined) printer.labels.set(name, (number = printer.labels.size))
  return ` #${number}`
}
