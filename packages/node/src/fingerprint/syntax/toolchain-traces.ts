import { isFree, type Printer } from './printer.ts'
import { child, children, stringOf, type Syntax } from './syntax.ts'

const isHelperName = (node: Syntax | undefined): boolean =>
  node?.type === 'Identifier' && /^__name\d*$/.test(node.name as string)

/** What esbuild wraps in `__name(value, "name")` to keep names. */
export const namedByBundler = (printer: Printer, node: Syntax): Syntax | undefined => {
  if (node.type !== 'CallExpression') return undefined
  const callee = child(node, 'callee')
  const [value, name, ...others] = children(node, 'arguments')
  if (!isHelperName(callee) || callee === undefined || !isFree(printer, callee)) return undefined
  return others.length === 0 && stringOf(name) !== undefined ? value : undefined
}

export const isNamingStatement = (printer: Printer, node: Syntax): boolean => {
  if (node.type === 'StaticBlock') {
    const body = children(node, 'body')
    return body.length > 0 && body.every((statement) => isNamingStatement(printer, statement))
  }
  const expression = node.type === 'ExpressionStatement' ? child(node, 'expression') : undefined
  const value = expression === undefined ? undefined : namedByBundler(printer, expression)
  return value?.type === 'Identifier' || value?.type === 'ThisExpression'
}

/** The function of `(0, module.f)(...)`, which keeps `this` from being the module. */
export const detached = (node: Syntax): Syntax | undefined => {
  if (node.type !== 'SequenceExpression') return undefined
  const [first, second, ...others] = children(node, 'expressions')
  return first?.type === 'Literal' && first.value === 0 && others.length === 0 ? second : undefined
}
