import { declareName } from './patterns.ts'
import type { Reading } from './reading.ts'
import type { Scope } from './scope.ts'
import { child, children, stringOf, type Syntax } from './syntax.ts'

/** What tsc, swc, Babel, esbuild and Rollup put around `require`, also as a member of their library of helpers. */
const interop =
  /^_?_?(?:importStar|importDefault|toESM|toCommonJS|interop_?require_?(?:default|wildcard)|interop_?(?:default|namespace)(?:_?(?:default|compat))*)\d*$/i

const isInterop = (callee: Syntax | undefined): boolean => {
  const name = callee?.type === 'MemberExpression' ? child(callee, 'property') : callee
  return name?.type === 'Identifier' && interop.test(name.name as string)
}

/** The module that `require('../x')` names, also inside the helper that a toolchain puts around it. */
export const requireOf = (node: Syntax | undefined): string | undefined => {
  if (node?.type !== 'CallExpression') return undefined
  const callee = child(node, 'callee')
  const [first] = children(node, 'arguments')
  if (callee?.type === 'Identifier' && callee.name === 'require') return stringOf(first)
  return isInterop(callee) ? requireOf(first) : undefined
}

/** Declares what an import statement brings in. */
export const readImports = (reading: Reading, node: Syntax): void => {
  const specifier = stringOf(child(node, 'source')) ?? ''
  for (const part of children(node, 'specifiers')) {
    const local = child(part, 'local')
    if (local === undefined) continue
    const named = child(part, 'imported')
    const imported =
      part.type === 'ImportDefaultSpecifier' ? 'default' : named && ((named.name ?? named.value) as string)
    const source = imported === undefined ? { specifier } : { specifier, imported }
    declareName(reading, local, reading.root, 'import', true, source)
  }
}

/** Notes which local name stands behind each exported one. */
export const readExports = (reading: Reading, node: Syntax, scope: Scope): void => {
  const before = new Set(reading.root.bindings.keys())
  const declaration = child(node, 'declaration')
  if (declaration !== undefined) reading.walk(declaration, scope)
  for (const name of reading.root.bindings.keys()) if (!before.has(name)) reading.exported.set(name, name)
  if (child(node, 'source') !== undefined) return
  for (const part of children(node, 'specifiers')) {
    const local = child(part, 'local')
    const outside = child(part, 'exported')
    if (local === undefined || outside === undefined) continue
    reading.exported.set((outside.name ?? outside.value) as string, local.name as string)
  }
}
