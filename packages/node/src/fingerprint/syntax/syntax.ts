import { parse, type Options } from 'acorn'

/** A node of a syntax tree, as acorn makes it. */
export interface Syntax {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

const options: Options = {
  ecmaVersion: 'latest',
  sourceType: 'script',
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: true,
  allowSuperOutsideMethod: true,
  allowImportExportEverywhere: true,
  allowHashBang: true,
  checkPrivateFields: false,
}

export const isSyntax = (value: unknown): value is Syntax =>
  typeof value === 'object' && value !== null && typeof (value as Syntax).type === 'string'

/** A field that holds one node, or nothing. */
export const child = (node: Syntax, field: string): Syntax | undefined => {
  const value = node[field]
  return isSyntax(value) ? value : undefined
}

/** A field that holds a list of nodes; the holes of `[, a]` are left out. */
export const children = (node: Syntax, field: string): readonly Syntax[] => {
  const value = node[field]
  return Array.isArray(value) ? value.filter(isSyntax) : []
}

const fieldsByType = new Map<string, readonly string[]>()
const outward = new Set(['type', 'start', 'end', 'loc', 'range', 'raw', 'sourceType'])

/** The fields of a node in an order that does not depend on the parser's version. */
export const fieldsOf = (node: Syntax): readonly string[] => {
  const known = fieldsByType.get(node.type)
  if (known !== undefined) return known
  const fields = Object.keys(node)
    .filter((field) => !outward.has(field))
    .toSorted()
  fieldsByType.set(node.type, fields)
  return fields
}

export const eachChild = (node: Syntax, visit: (child: Syntax) => void): void => {
  for (const field of fieldsOf(node)) {
    const value = node[field]
    if (Array.isArray(value)) {
      for (const item of value) if (isSyntax(item)) visit(item)
    } else if (isSyntax(value)) visit(value)
  }
}

export const isFunction = (node: Syntax): boolean =>
  node.type === 'FunctionDeclaration' ||
  node.type === 'FunctionExpression' ||
  node.type === 'ArrowFunctionExpression'

export const isClass = (node: Syntax): boolean =>
  node.type === 'ClassDeclaration' || node.type === 'ClassExpression'

/** Whether a node is a module that is imported while the function runs, and waited for. */
export const isImported = (node: Syntax | undefined): boolean => {
  const inner = node?.type === 'ParenthesizedExpression' ? child(node, 'expression') : node
  return inner?.type === 'AwaitExpression' && child(inner, 'argument')?.type === 'ImportExpression'
}

/** The text of a literal string, also one written as a template without substitutions. */
export const stringOf = (node: Syntax | undefined): string | undefined => {
  if (node?.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined
  if (node?.type !== 'TemplateLiteral' || children(node, 'expressions').length > 0) return undefined
  const [only] = children(node, 'quasis')
  return (only?.value as { cooked?: string } | undefined)?.cooked
}

/** The name of a property that is known without running anything: `a.b`, `a['b']`, `a[0]`. */
export const staticKey = (key: Syntax | undefined, computed: boolean): string | undefined => {
  if (key === undefined) return undefined
  if (!computed && key.type === 'Identifier') return key.name as string
  const text = stringOf(key)
  if (text !== undefined) return text
  return key.type === 'Literal' && typeof key.value === 'number' ? String(key.value) : undefined
}

/** A method whose name is known only when the class is made. */
export const isComputedMethod = (member: Syntax): boolean =>
  member.type === 'MethodDefinition' &&
  staticKey(child(member, 'key'), member.computed === true) === undefined &&
  child(member, 'key')?.type !== 'PrivateIdentifier'

const tryParse = (text: string, sourceType: 'script' | 'module'): Syntax | undefined => {
  try {
    return parse(text, { ...options, sourceType }) as unknown as Syntax
  } catch {
    return undefined
  }
}

/** The tree of a whole script or module; `undefined` for what cannot be parsed. */
export const parseScript = (source: string): Syntax | undefined =>
  tryParse(source, 'module') ?? tryParse(source, 'script')

const onlyExpression = (program: Syntax): Syntax | undefined => {
  const [statement] = children(program, 'body')
  return statement === undefined ? undefined : child(statement, 'expression')
}

const asExpression = (text: string, sourceType: 'script' | 'module'): Syntax | undefined => {
  const program = tryParse(`(${text}\n)`, sourceType)
  const expression = program === undefined ? undefined : onlyExpression(program)
  return expression !== undefined && (isFunction(expression) || isClass(expression)) ? expression : undefined
}

const asMember = (text: string): Syntax | undefined => {
  for (const opening of ['(class {', '(class extends Object {']) {
    const program = tryParse(`${opening}${text}\n})`, 'script')
    const expression = program === undefined ? undefined : onlyExpression(program)
    const body = expression === undefined ? undefined : child(expression, 'body')
    const [member, ...others] = body === undefined ? [] : children(body, 'body')
    if (member?.type === 'MethodDefinition' && others.length === 0) return child(member, 'value')
  }
  return undefined
}

/** The tree of one function or class from its `toString()`, whatever form it was written in. */
export const parseFunction = (text: string): Syntax | undefined =>
  asExpression(text, 'script') ?? asMember(text) ?? asExpression(text, 'module')
