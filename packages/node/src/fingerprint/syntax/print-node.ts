import { literalText } from './literal.ts'
import { noteMember, noteTaken } from './members.ts'
import { givenTo, isDoor } from './origins.ts'
import { putClass, putFunction, putKey } from './print-functions.ts'
import { putBody, putDeclaration, putStatements } from './print-statements.ts'
import {
  isAroundArrow,
  isFree,
  labelOf,
  optionalReferenceOf,
  put,
  putAll,
  putGeneric,
  putName,
  putPrivate,
  putOptional,
  putReference,
  referenceOf,
  type Printer,
} from './printer.ts'
import {
  child,
  children,
  isClass,
  isComputedMethod,
  isFunction,
  isImported,
  staticKey,
  stringOf,
  type Syntax,
} from './syntax.ts'
import { detached, namedByBundler } from './toolchain-traces.ts'
import { noteCall, noteWrite, writtenOnly } from '../objects/writes.ts'

/** What the runtime tells each module of itself. */
const ofEveryModule = new Set(['url', 'dirname', 'filename', 'resolve', 'main'])

const isImportMeta = (node: Syntax | undefined): boolean =>
  node?.type === 'MetaProperty' && child(node, 'meta')?.name === 'import'

/** What is called; of one's own functions nobody sees the name by calling them. */
const putCallee = (printer: Printer, call: Syntax, callee: Syntax): void => {
  if (callee.type !== 'Identifier' || !isFree(printer, callee)) return print(printer, callee)
  printer.pieces.push({
    name: callee.name as string,
    path: [],
    use: 'called',
    given: givenTo(printer, call),
  })
}

/** Prints a node by its meaning. */
export const print = (printer: Printer, node: Syntax): void => {
  const literal = literalText(node)
  if (literal !== undefined) return put(printer, literal)
  const named = namedByBundler(printer, node) ?? detached(node)
  if (named !== undefined) return print(printer, named)
  if (isFunction(node)) return putFunction(printer, node)
  if (isClass(node)) return putClass(printer, node)
  switch (node.type) {
    case 'Identifier':
      return putName(printer, node)
    case 'PrivateIdentifier':
      return putPrivate(printer, node)
    case 'MetaProperty':
      if (child(node, 'property')?.name === 'target') {
        printer.readsClassNames = true
        if (isAroundArrow(printer)) printer.opaque.push('the `new.target` around an arrow function')
      }
      return putGeneric(printer, node)
    case 'ThisExpression':
    case 'Super':
      if (printer.thisDepth === 0) printer.usesThis = true
      if (printer.thisDepth === 0 && node.type === 'Super') printer.usesSuper = true
      if (isAroundArrow(printer)) printer.opaque.push('the `this` around an arrow function')
      return put(printer, node.type === 'Super' ? 'super' : 'this')
    case 'MemberExpression': {
      const reference = referenceOf(printer, node)
      if (reference !== undefined) return putReference(printer, reference)
      const optional = optionalReferenceOf(printer, node)
      if (optional !== undefined) return putOptional(printer, optional)
      const object = child(node, 'object')
      const property = child(node, 'property')
      const name = staticKey(property, node.computed === true)
      noteMember(printer, node, name)
      if (isImportMeta(object) && !ofEveryModule.has(name ?? ''))
        printer.opaque.push(`what a loader gives (\`import.meta${name === undefined ? '' : `.${name}`}\`)`)
      put(printer, node.optional === true ? '(get? ' : '(get ')
      if (isImported(object)) printer.taken = name === undefined ? undefined : [[name]]
      if (object !== undefined) print(printer, object)
      put(printer, ' ')
      if (name !== undefined) put(printer, JSON.stringify(name))
      else if (property !== undefined) print(printer, property)
      return put(printer, ')')
    }
    case 'CallExpression': {
      const callee = child(node, 'callee')
      const reference =
        callee?.type === 'MemberExpression' ? referenceOf(printer, callee, 'method call') : undefined
      if (callee?.type === 'Identifier' && callee.name === 'eval' && isFree(printer, callee))
        printer.opaque.push('code run by `eval`')
      put(printer, node.optional === true ? '(call? ' : '(call ')
      const optional = callee && optionalReferenceOf(printer, callee, 'method call')
      if (reference !== undefined) printer.pieces.push({ ...reference, given: givenTo(printer, node) })
      else if (optional !== undefined) putOptional(printer, { ...optional, given: givenTo(printer, node) })
      else if (callee !== undefined) putCallee(printer, node, callee)
      if (isDoor(printer, callee)) printer.opensFiles = true
      putAll(printer, children(node, 'arguments'))
      noteCall(printer, node)
      return put(printer, ')')
    }
    case 'NewExpression': {
      const callee = child(node, 'callee')
      put(printer, '(new ')
      if (callee !== undefined) putCallee(printer, node, callee)
      putAll(printer, children(node, 'arguments'))
      return put(printer, ')')
    }
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition': {
      const kind =
        node.kind === 'get' || node.kind === 'set' ? `${node.kind} ` : node.method === true ? 'method ' : ''
      put(
        printer,
        `${node.static === true ? 'static ' : ''}${node.type === 'MethodDefinition' && kind === '' ? 'method ' : kind}`,
      )
      if (isClass(printer.root) && printer.thisDepth === 1 && isComputedMethod(node))
        put(printer, 'computed:')
      else putKey(printer, node)
      const value = child(node, 'value')
      if (value === undefined) return
      if (isClass(printer.root) && printer.thisDepth === 1 && node.kind === 'constructor')
        printer.maker = value
      return print(printer, value)
    }
    case 'StaticBlock': {
      const outside = printer.isConstructing
      printer.isConstructing = isClass(printer.root) && printer.thisDepth === 1
      putGeneric(printer, node)
      printer.isConstructing = outside
      return
    }
    case 'ChainExpression':
    case 'ParenthesizedExpression': {
      const expression = child(node, 'expression')
      put(printer, '(chain ')
      if (expression !== undefined) print(printer, expression)
      return put(printer, ')')
    }
    case 'ReturnStatement': {
      const argument = child(node, 'argument')
      put(printer, '(return ')
      if (argument !== undefined) print(printer, argument)
      return put(printer, ')')
    }
    case 'VariableDeclaration':
      return putDeclaration(printer, node)
    case 'BlockStatement':
      return putStatements(printer, children(node, 'body'))
    case 'ExpressionStatement': {
      const only = writtenOnly(printer, node)
      const expression = child(node, 'expression')
      if (expression === undefined) return
      printer.target = child(expression, 'left') ?? child(expression, 'argument')
      if (only === undefined) return print(printer, expression)
      put(printer, `(${String(expression.operator ?? 'append')} `)
      printer.pieces.push(only.target)
      noteWrite(printer, child(expression, 'left') ?? child(expression, 'argument'))
      noteCall(printer, expression)
      putAll(printer, only.value)
      return put(printer, ')')
    }
    case 'AssignmentExpression':
      noteWrite(printer, child(node, 'left'))
      return putGeneric(printer, node)
    case 'UpdateExpression':
      noteWrite(printer, child(node, 'argument'))
      return putGeneric(printer, node)
    case 'UnaryExpression':
      if (node.operator === 'delete') noteWrite(printer, child(node, 'argument'))
      return putGeneric(printer, node)
    case 'IfStatement': {
      put(printer, '(if ')
      const test = child(node, 'test')
      const alternate = child(node, 'alternate')
      if (test !== undefined) print(printer, test)
      putBody(printer, child(node, 'consequent'))
      if (alternate !== undefined) putBody(printer, alternate)
      return put(printer, ')')
    }
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement': {
      put(printer, `(${node.type}${node.await === true ? ' await' : ''}`)
      noteWrite(printer, child(node, 'left'))
      for (const field of ['init', 'left', 'test', 'update', 'right']) {
        const part = child(node, field)
        put(printer, ' ')
        if (part !== undefined) print(printer, part)
      }
      putBody(printer, child(node, 'body'))
      return put(printer, ')')
    }
    case 'LabeledStatement': {
      const body = child(node, 'body')
      put(printer, `(label${labelOf(printer, node)} `)
      if (body !== undefined) print(printer, body)
      return put(printer, ')')
    }
    case 'BreakStatement':
    case 'ContinueStatement':
      return put(printer, `(${node.type}${labelOf(printer, node)})`)
    case 'TemplateElement':
      return put(printer, JSON.stringify((node.value as { cooked?: string; raw: string }).cooked ?? null))
    case 'TaggedTemplateExpression': {
      const tag = child(node, 'tag')
      const quasi = child(node, 'quasi')
      const method = tag?.type === 'MemberExpression' ? referenceOf(printer, tag, 'method call') : undefined
      put(printer, '(tagged ')
      if (method !== undefined) printer.pieces.push(method)
      else if (tag !== undefined) print(printer, tag)
      for (const part of children(quasi ?? node, 'quasis')) put(printer, JSON.stringify(part.value))
      putAll(printer, children(quasi ?? node, 'expressions'))
      return put(printer, ')')
    }
    case 'ObjectPattern':
      if (node !== children(printer.root, 'params')[0]) noteTaken(printer, node)
      return putGeneric(printer, node)
    case 'ImportExpression': {
      const specifier = stringOf(child(node, 'source'))
      if (specifier === undefined) printer.opaque.push('a module imported by a computed name')
      else
        for (const path of printer.taken ?? [[]])
          printer.pieces.push({ name: specifier, path, use: 'imported' })
      printer.taken = undefined
      return putGeneric(printer, node)
    }
    case 'WithStatement':
      printer.opaque.push('names looked up by `with`')
      return putGeneric(printer, node)
    default:
      return putGeneric(printer, node)
  }
}
