import type { Bindings } from './bindings.ts'
import type { Given, Member, Reference, Written } from './reference.ts'
import type { Binding } from './scope.ts'
import { child, fieldsOf, isSyntax, staticKey, type Syntax } from './syntax.ts'

export interface Printer {
  readonly bindings: Bindings
  readonly root: Syntax
  readonly numbers: Map<Binding, number>
  readonly labels: Map<string, number>
  readonly pieces: (string | Reference)[]
  readonly written: Written[]
  /** Names outside that it assigns. */
  readonly assigned: Set<string>
  readonly opaque: string[]
  usesThis: boolean
  /** Members of its own `this`, or of a class's instances, that it writes. */
  readonly writesThis: Set<Member>
  usesSuper: boolean
  /** Members of the function itself that it writes, by its own name. */
  readonly writesSelf: Set<Member>
  /** Private names that are read, for a class. */
  readonly readsPrivate: Set<string>
  /** Members that are read of what the text does not tell. */
  readonly members: Set<string>
  readonly print: (node: Syntax) => void
  /** How many functions with a `this` of their own stand around the node. */
  thisDepth: number
  /** Whether the node stands in the constructor of the class that is printed, and in no function inside it. */
  isConstructing: boolean
  /** The constructor of the class that is printed. */
  maker: Syntax | undefined
  /** The private names that the classes around the node declare, each by its number. */
  readonly privates: Map<string, number>[]
  privateCount: number
  /** The members that are taken of the module that is imported next, where they are known. */
  taken: readonly (readonly string[])[] | undefined
  /** A member that the statement being printed writes, and does not read. */
  target: Syntax | undefined
  /** The context that the printed function is given, if it has a name. */
  readonly context: Binding | undefined
  /** Where the values of variables come from. */
  readonly origins: Map<Binding, Given>
  /** Variables that hold the `file` of a context. */
  readonly doors: Set<Binding>
  /** Whether it opens a file through a context. */
  opensFiles: boolean
  readsNames: boolean
  readsClassNames: boolean
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
  (node.name !== 'arguments' || isAroundArrow(printer))

/** Whether what every function has of its own is that of the function around the printed one. */
export const isAroundArrow = ({ root, thisDepth }: Printer): boolean =>
  thisDepth === 0 && root.type === 'ArrowFunctionExpression'

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
export const putName = (printer: Printer, node: Syntax, use: 'value' | 'called' = 'value'): void => {
  const binding = printer.bindings.meaning.get(node)
  if (binding === undefined) {
    if (isFree(printer, node)) putReference(printer, { name: node.name as string, path: [], use })
    else put(printer, node.name as string)
    return
  }
  let number = printer.numbers.get(binding)
  if (number === undefined) printer.numbers.set(binding, (number = printer.numbers.size))
  put(printer, `$${number}`)
}

/** A private name by its number, for nobody outside the class sees it. */
export const putPrivate = (printer: Printer, node: Syntax): void => {
  const name = node.name as string
  const number = printer.privates.findLast((names) => names.has(name))?.get(name)
  put(printer, `#${number === undefined ? name : `.${number}`}`)
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
