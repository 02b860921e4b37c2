import { analyseBindings, type Binding, type Bindings } from './bindings.ts'
import {
  child,
  children,
  fieldsOf,
  isClass,
  isFunction,
  isSyntax,
  parseFunction,
  staticKey,
  stringOf,
  type Syntax,
} from './syntax.ts'

/** A place in a function where it uses a name that it does not declare itself. */
export interface Reference {
  readonly name: string
  /** The members that are read from it, as far as they are known without running anything: `a.b.c` has `b`, `c`. */
  readonly path: readonly string[]
  readonly use: 'value' | 'method call' | 'written only' | 'superclass'
}

/** What a function's text means, without its looks: fixed text, and holes for what it refers to. */
export interface Canonical {
  readonly pieces: readonly (string | Reference)[]
  /** Names that the function assigns, or whose members it assigns. */
  readonly written: readonly Reference[]
  /** Whether it uses its own `this`. */
  readonly usesThis: boolean
  readonly kind: 'function' | 'class'
  /** Constructs whose effect cannot be told from the text, in words. */
  readonly opaque: readonly string[]
}

interface Printer {
  readonly bindings: Bindings
  readonly root: Syntax
  readonly numbers: Map<Binding, number>
  readonly labels: Map<string, number>
  readonly pieces: (string | Reference)[]
  readonly written: Reference[]
  readonly opaque: string[]
  usesThis: boolean
  /** How many functions with a `this` of their own stand around the node. */
  thisDepth: number
}

const put = (printer: Printer, text: string): void => {
  const last = printer.pieces.length - 1
  if (typeof printer.pieces[last] === 'string') printer.pieces[last] += text
  else printer.pieces.push(text)
}

/** The canonical text of a number, and of every other value that a literal can spell. */
export const primitiveText = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'bigint':
      return `${value}n`
    default:
      return String(value)
  }
}

/** The text around `inner` when members are read from it. */
export const memberText = (inner: string, path: readonly string[]): string =>
  '(get '.repeat(path.length) + inner + path.map((name) => ` ${JSON.stringify(name)})`).join('')

const appending = new Set(['push', 'unshift', 'add', 'set', 'delete', 'clear'])

const isFree = (printer: Printer, node: Syntax): boolean =>
  node.type === 'Identifier' &&
  printer.bindings.variables.has(node) &&
  !printer.bindings.meaning.has(node) &&
  node.name !== 'arguments'

const referenceOf = (
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

const isHelperName = (node: Syntax | undefined): boolean =>
  node?.type === 'Identifier' && /^__name\d*$/.test(node.name as string)

/** What esbuild wraps in `__name(value, "name")` to keep names. */
const namedByBundler = (printer: Printer, node: Syntax): Syntax | undefined => {
  if (node.type !== 'CallExpression') return undefined
  const callee = child(node, 'callee')
  const [value, name, ...others] = children(node, 'arguments')
  if (!isHelperName(callee) || callee === undefined || !isFree(printer, callee)) return undefined
  return others.length === 0 && stringOf(name) !== undefined ? value : undefined
}

const isNamingStatement = (printer: Printer, node: Syntax): boolean => {
  if (node.type === 'StaticBlock') {
    const body = children(node, 'body')
    return body.length > 0 && body.every((statement) => isNamingStatement(printer, statement))
  }
  const expression = node.type === 'ExpressionStatement' ? child(node, 'expression') : undefined
  const value = expression === undefined ? undefined : namedByBundler(printer, expression)
  return value?.type === 'Identifier' || value?.type === 'ThisExpression'
}

/** The function of `(0, module.f)(...)`, which keeps `this` from being the module. */
const detached = (node: Syntax): Syntax | undefined => {
  if (node.type !== 'SequenceExpression') return undefined
  const [first, second, ...others] = children(node, 'expressions')
  return first?.type === 'Literal' && first.value === 0 && others.length === 0 ? second : undefined
}

/** The value that a node spells, also as `void 0`, `!0` or `-1`. */
const literalText = (node: Syntax): string | undefined => {
  const text = stringOf(node)
  if (text !== undefined) return primitiveText(text)
  if (node.type === 'Literal') {
    const regex = node.regex as { pattern: string; flags: string } | undefined
    if (regex !== undefined)
      return `(regexp ${JSON.stringify(regex.pattern)} ${[...regex.flags].toSorted().join('')})`
    if (typeof node.bigint === 'string') return `${BigInt(node.bigint)}n`
    return primitiveText(node.value)
  }
  if (node.type !== 'UnaryExpression') return undefined
  const argument = child(node, 'argument')
  const number =
    argument?.type === 'Literal' && typeof argument.value === 'number' ? argument.value : undefined
  if (number === undefined) return undefined
  if (node.operator === 'void') return 'undefined'
  if (node.operator === '!' && (number === 0 || number === 1)) return String(number === 0)
  return node.operator === '-' ? primitiveText(-number) : undefined
}

const putReference = (printer: Printer, reference: Reference): void => {
  if (reference.name === 'undefined' && reference.path.length === 0) put(printer, 'undefined')
  else printer.pieces.push(reference)
}

const putName = (printer: Printer, node: Syntax): void => {
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

const putAll = (printer: Printer, nodes: readonly Syntax[]): void => {
  put(printer, '[')
  for (const node of nodes) {
    print(printer, node)
    put(printer, ' ')
  }
  put(printer, ']')
}

const isUseStrict = (node: Syntax): boolean => typeof node.directive === 'string'

/** Statements as one list: empty ones and directives dropped, `let a, b` taken apart. */
const putStatements = (printer: Printer, nodes: readonly Syntax[]): void => {
  put(printer, '{')
  for (const node of nodes) {
    if (node.type === 'EmptyStatement' || isUseStrict(node) || isNamingStatement(printer, node)) continue
    print(printer, node)
    put(printer, ';')
  }
  put(printer, '}')
}

const putBody = (printer: Printer, node: Syntax | undefined): void =>
  putStatements(
    printer,
    node === undefined ? [] : node.type === 'BlockStatement' ? children(node, 'body') : [node],
  )

const putFunction = (printer: Printer, node: Syntax): void => {
  const arrow = node.type === 'ArrowFunctionExpression'
  const root = node === printer.root
  if (!arrow && !root) printer.thisDepth++
  put(printer, `(${arrow && !root ? 'arrow' : 'function'}${node.async === true ? ' async' : ''}`)
  put(printer, node.generator === true ? '* ' : ' ')
  const id = child(node, 'id')
  const binding = id === undefined ? undefined : printer.bindings.meaning.get(id)
  if (id !== undefined && (binding?.references ?? 0) > 0) putName(printer, id)
  putAll(printer, children(node, 'params'))
  const body = child(node, 'body')
  if (body !== undefined && body.type !== 'BlockStatement') {
    put(printer, '{(return ')
    print(printer, body)
    put(printer, ');}')
  } else putBody(printer, body)
  put(printer, ')')
  if (!arrow && !root) printer.thisDepth--
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

const putClass = (printer: Printer, node: Syntax): void => {
  printer.thisDepth++
  put(printer, '(class ')
  const id = child(node, 'id')
  const binding = id === undefined ? undefined : printer.bindings.meaning.get(id)
  if (id !== undefined && node !== printer.root && (binding?.references ?? 0) > 0) putName(printer, id)
  const heritage = child(node, 'superClass')
  if (heritage !== undefined) {
    put(printer, ' extends ')
    if (node === printer.root) printer.pieces.push({ name: 'super', path: [], use: 'superclass' })
    else print(printer, heritage)
  }
  put(printer, '{')
  for (const member of constructorFirst(children(child(node, 'body') ?? node, 'body'))) {
    if (isStaticField(printer, node, member) || isNamingStatement(printer, member)) continue
    print(printer, member)
    put(printer, ';')
  }
  put(printer, '})')
  printer.thisDepth--
}

const putKey = (printer: Printer, node: Syntax): void => {
  const key = child(node, 'key')
  const name = staticKey(key, node.computed === true)
  if (name !== undefined && !(name === '__proto__' && node.computed === true))
    put(printer, JSON.stringify(name))
  else if (key !== undefined) {
    put(printer, node.computed === true ? 'computed ' : '')
    print(printer, key)
  }
  put(printer, ':')
}

const putDeclaration = (printer: Printer, node: Syntax): void => {
  for (const [index, declarator] of children(node, 'declarations').entries()) {
    if (index > 0) put(printer, ';')
    const id = child(declarator, 'id')
    const init = child(declarator, 'init')
    const binding = id === undefined ? undefined : printer.bindings.meaning.get(id)
    const shared = node.kind === 'var' && binding?.looped === true && binding.captured
    put(printer, shared ? '(var ' : String(node.kind).includes('using') ? `(${String(node.kind)} ` : '(let ')
    if (id !== undefined) print(printer, id)
    put(printer, ' = ')
    if (init !== undefined) print(printer, init)
    put(printer, ')')
  }
}

const labelOf = (printer: Printer, node: Syntax): string => {
  const name = child(node, 'label')?.name as string | undefined
  if (name === undefined) return ''
  let number = printer.labels.get(name)
  if (number === undefined) printer.labels.set(name, (number = printer.labels.size))
  return ` #${number}`
}

const putGeneric = (printer: Printer, node: Syntax): void => {
  put(printer, `(${node.type}`)
  for (const field of fieldsOf(node)) {
    const value = node[field]
    if (value === null || value === undefined || value === false) continue
    put(printer, ` ${field}:`)
    if (Array.isArray(value)) {
      put(printer, '[')
      for (const item of value) {
        if (isSyntax(item)) print(printer, item)
        put(printer, ',')
      }
      put(printer, ']')
    } else if (isSyntax(value)) print(printer, value)
    else put(printer, JSON.stringify(value) ?? '')
  }
  put(printer, ')')
}

/** A statement that only adds to something outside, such as `calls.push(x)` or `count++`, and looks at no result. */
const writtenOnly = (
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
    return { target: { ...reference, use: 'written only' }, value: [...children(expression, 'arguments')] }
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

const noteWrite = (printer: Printer, target: Syntax | undefined): void => {
  const reference = targetOf(printer, target)
  if (reference !== undefined) printer.written.push(reference)
}

const print = (printer: Printer, node: Syntax): void => {
  const literal = literalText(node)
  if (literal !== undefined) return put(printer, literal)
  const named = namedByBundler(printer, node) ?? detached(node)
  if (named !== undefined) return print(printer, named)
  if (isFunction(node)) return putFunction(printer, node)
  if (isClass(node)) return putClass(printer, node)
  switch (node.type) {
    case 'Identifier':
      return putName(printer, node)
    case 'ThisExpression':
    case 'Super':
      if (printer.thisDepth === 0) printer.usesThis = true
      return put(printer, node.type === 'Super' ? 'super' : 'this')
    case 'MemberExpression': {
      const reference = referenceOf(printer, node)
      if (reference !== undefined) return putReference(printer, reference)
      const object = child(node, 'object')
      const property = child(node, 'property')
      const name = staticKey(property, node.computed === true)
      put(printer, node.optional === true ? '(get? ' : '(get ')
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
      if (reference !== undefined) printer.pieces.push(reference)
      else if (callee !== undefined) print(printer, callee)
      putAll(printer, children(node, 'arguments'))
      if (reference?.path.length === 1 && appending.has(reference.path[0] ?? ''))
        printer.written.push({ ...reference, path: [], use: 'value' })
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
      putKey(printer, node)
      const value = child(node, 'value')
      if (value !== undefined) print(printer, value)
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
      if (only === undefined) return print(printer, expression)
      put(printer, `(${String(expression.operator ?? 'append')} `)
      printer.pieces.push(only.target)
      noteWrite(
        printer,
        child(expression, 'left') ?? child(expression, 'argument') ?? child(expression, 'callee'),
      )
      putAll(printer, only.value)
      return put(printer, ')')
    }
    case 'AssignmentExpression':
      noteWrite(printer, child(node, 'left'))
      return putGeneric(printer, node)
    case 'UpdateExpression':
      noteWrite(printer, child(node, 'argument'))
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
      put(printer, '(tagged ')
      if (tag !== undefined) print(printer, tag)
      for (const part of children(quasi ?? node, 'quasis')) put(printer, JSON.stringify(part.value))
      putAll(printer, children(quasi ?? node, 'expressions'))
      return put(printer, ')')
    }
    case 'ImportExpression': {
      const specifier = stringOf(child(node, 'source'))
      printer.opaque.push(
        specifier === undefined
          ? 'a module imported by a computed name'
          : `the module '${specifier}', imported while it runs`,
      )
      return putGeneric(printer, node)
    }
    case 'WithStatement':
      printer.opaque.push('names looked up by `with`')
      return putGeneric(printer, node)
    default:
      return putGeneric(printer, node)
  }
}

const printTree = (tree: Syntax): Canonical => {
  const bindings = analyseBindings(tree)
  const printer: Printer = {
    bindings,
    root: tree,
    numbers: new Map(),
    labels: new Map(),
    pieces: [],
    written: [],
    opaque: [],
    usesThis: false,
    thisDepth: 0,
  }
  print(printer, tree)
  const { pieces, written, opaque, usesThis } = printer
  return { pieces, written, opaque, usesThis, kind: isClass(tree) ? 'class' : 'function' }
}

const known = new Map<string, Canonical | undefined>()

/** The canonical form of a function's text; `undefined` when it is not JavaScript, as for native functions. */
export const canonicalOf = (text: string): Canonical | undefined => {
  if (known.has(text)) return known.get(text)
  const tree = parseFunction(text)
  const canonical = tree === undefined ? undefined : printTree(tree)
  known.set(text, canonical)
  return canonical
}
