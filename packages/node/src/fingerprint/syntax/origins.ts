import type { Printer } from './printer.ts'
import type { Given } from './reference.ts'
import { child, children, isSyntax, staticKey, type Syntax } from './syntax.ts'

const order = ['fixed', 'context', 'unknown', 'tracked'] as const

const together = (all: readonly Given[]): Given =>
  order[all.reduce((most, one) => Math.max(most, order.indexOf(one)), 0)] ?? 'unknown'

const isParameter = (printer: Printer, node: Syntax | undefined): boolean =>
  node !== undefined && printer.bindings.meaning.get(node)?.kind === 'parameter'

/** Whether a node is the context that the printed function is given. */
export const isContext = (printer: Printer, node: Syntax | undefined): boolean =>
  node !== undefined &&
  printer.context !== undefined &&
  printer.bindings.meaning.get(node) === printer.context

/** Whether what is called is a context's `file`, also in a helper that is given the context or its `file`. */
export const isDoor = (printer: Printer, callee: Syntax | undefined): boolean => {
  if (callee?.type === 'MemberExpression')
    return (
      staticKey(child(callee, 'property'), callee.computed === true) === 'file' &&
      isParameter(printer, child(callee, 'object'))
    )
  const binding = callee && printer.bindings.meaning.get(callee)
  return binding !== undefined && printer.doors.has(binding)
}

const within = [
  'object',
  'expression',
  'argument',
  'left',
  'right',
  'consequent',
  'alternate',
  'value',
  'tag',
]
const lists = ['arguments', 'elements', 'expressions', 'properties']

/** Where a value comes from. */
export const givenOf = (printer: Printer, node: Syntax): Given => {
  switch (node.type) {
    case 'Literal':
    case 'MetaProperty':
      return 'fixed'
    case 'Identifier': {
      const binding = printer.bindings.meaning.get(node)
      if (binding === undefined) return 'fixed'
      return binding.assigned > 0 ? 'unknown' : (printer.origins.get(binding) ?? 'unknown')
    }
    case 'CallExpression': {
      const callee = child(node, 'callee')
      if (isDoor(printer, callee)) return 'tracked'
      return together([
        callee === undefined ? 'fixed' : givenOf(printer, callee),
        ...children(node, 'arguments').map((each) => givenOf(printer, each)),
      ])
    }
    case 'MemberExpression':
    case 'NewExpression':
    case 'TemplateLiteral':
    case 'BinaryExpression':
    case 'LogicalExpression':
    case 'ConditionalExpression':
    case 'ArrayExpression':
    case 'ObjectExpression':
    case 'Property':
    case 'SpreadElement':
    case 'ChainExpression':
    case 'ParenthesizedExpression':
    case 'AwaitExpression': {
      const parts = [...within.map((field) => node[field]), ...lists.flatMap((field) => node[field] ?? [])]
      if (node.computed === true && node.type === 'MemberExpression') parts.push(node['property'])
      return together(parts.filter(isSyntax).map((part) => givenOf(printer, part)))
    }
    default:
      return 'unknown'
  }
}

/** Where the arguments of a call come from: the first one, then all of them. */
export const givenTo = (printer: Printer, call: Syntax): readonly [Given, Given] => {
  const all = children(call, 'arguments').map((each) => givenOf(printer, each))
  return [all[0] ?? 'fixed', together(all)]
}

/** Remembers where the variables of a pattern get their values, and which one is a context's `file`. */
export const noteOrigin = (printer: Printer, pattern: Syntax, given: Given, isOfContext: boolean): void => {
  switch (pattern.type) {
    case 'Identifier': {
      const binding = printer.bindings.meaning.get(pattern)
      if (binding !== undefined) printer.origins.set(binding, given)
      return
    }
    case 'AssignmentPattern': {
      const left = child(pattern, 'left')
      if (left !== undefined) noteOrigin(printer, left, given, isOfContext)
      return
    }
    case 'ObjectPattern':
      for (const property of children(pattern, 'properties')) {
        const value = child(property, 'value') ?? child(property, 'argument')
        if (value === undefined) continue
        noteOrigin(printer, value, given, false)
        const isFile = staticKey(child(property, 'key'), property.computed === true) === 'file'
        const binding = isFile && isOfContext ? printer.bindings.meaning.get(value) : undefined
        if (binding !== undefined) printer.doors.add(binding)
      }
      return
    case 'ArrayPattern':
    case 'RestElement':
      for (const part of [...children(pattern, 'elements'), child(pattern, 'argument')])
        if (part !== undefined) noteOrigin(printer, part, given, false)
      return
    default:
  }
}

/** The same for the parameters of a function: the first one of the printed function is the context of a stage. */
export const noteParameters = (printer: Printer, fn: Syntax): void => {
  for (const [index, parameter] of children(fn, 'params').entries()) {
    const isFirst = index === 0 && fn === printer.root
    noteOrigin(printer, parameter, isFirst ? 'context' : fn === printer.root ? 'tracked' : 'unknown', true)
  }
}

/** The same for a variable that is declared. */
export const noteVariable = (printer: Printer, id: Syntax, init: Syntax | undefined): void =>
  noteOrigin(printer, id, init === undefined ? 'unknown' : givenOf(printer, init), isParameter(printer, init))
