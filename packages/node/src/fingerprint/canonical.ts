import { analyseBindings } from './bindings.ts'
import { print } from './print-node.ts'
import type { Printer } from './printer.ts'
import type { Reference } from './reference.ts'
import { isClass, parseFunction, type Syntax } from './syntax.ts'

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
    print: (node) => print(printer, node),
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
