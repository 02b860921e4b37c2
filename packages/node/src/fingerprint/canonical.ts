import { analyseBindings } from './bindings.ts'
import { print } from './print-node.ts'
import type { Printer } from './printer.ts'
import type { Reference } from './reference.ts'
import { child, children, isClass, isComputedMethod, parseFunction, type Syntax } from './syntax.ts'

/** What a function's text means, without its looks: fixed text, and holes for what it refers to. */
export interface Canonical {
  readonly pieces: readonly (string | Reference)[]
  /** Names that the function assigns, or whose members it assigns. */
  readonly written: readonly Reference[]
  /** Whether it uses its own `this`. */
  readonly usesThis: boolean
  /** Whether it changes what its own `this` holds. */
  readonly writesThis: boolean
  /** Whether it reads a member called `file`. */
  readonly opensFiles: boolean
  /** Whether it is a method that uses `super`, which no text tells. */
  readonly usesSuper: boolean
  /** Whether it changes what stands on the function itself. */
  readonly writesSelf: boolean
  readonly kind: 'function' | 'class'
  /** For a class: the source of each of its members, as a method of it would show it. */
  readonly members: readonly string[]
  /** For a class: whether the key of one of its methods is known only when it runs. */
  readonly hasComputedKeys: boolean
  /** Constructs whose effect cannot be told from the text, in words. */
  readonly opaque: readonly string[]
}

const membersOf = (tree: Syntax): readonly Syntax[] =>
  isClass(tree) ? children(child(tree, 'body') ?? tree, 'body') : []

const printTree = (tree: Syntax, text: string): Canonical => {
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
    writesThis: false,
    usesSuper: false,
    writesSelf: false,
    thisDepth: 0,
    print: (node) => print(printer, node),
  }
  print(printer, tree)
  const { pieces, written, opaque, usesThis, writesThis, usesSuper, writesSelf } = printer
  // The text was parsed behind an opening parenthesis.
  const members = membersOf(tree).map(({ start, end }) => text.slice(start - 1, end - 1))
  const hasComputedKeys = membersOf(tree).some(isComputedMethod)
  return {
    pieces,
    written,
    opaque,
    usesThis,
    writesThis,
    opensFiles: pieces.some((piece) => typeof piece === 'string' && /[ {[,]"file"[:)]/.test(piece)),
    usesSuper,
    writesSelf,
    kind: isClass(tree) ? 'class' : 'function',
    members,
    hasComputedKeys,
  }
}

const known = new Map<string, Canonical | undefined>()

/** The canonical form of a function's text; `undefined` when it is not JavaScript, as for native functions. */
export const canonicalOf = (text: string): Canonical | undefined => {
  if (known.has(text)) return known.get(text)
  const tree = parseFunction(text)
  const canonical = tree === undefined ? undefined : printTree(tree, text)
  known.set(text, canonical)
  return canonical
}
