import { analyseBindings } from './bindings.ts'
import { print } from './print-node.ts'
import type { Printer } from './printer.ts'
import type { Member, Reference, Written } from './reference.ts'
import {
  child,
  children,
  isClass,
  isComputedMethod,
  parseFunction,
  staticKey,
  type Syntax,
} from './syntax.ts'

/** A method of a class, or one half of an accessor. */
export interface ClassMember {
  /** Absent where it is known only when the class is made. */
  readonly key: string | undefined
  readonly isStatic: boolean
  readonly kind: 'method' | 'get' | 'set'
  /** Its source, as a method of it would show it. */
  readonly text: string
}

/** What a function's text means, without its looks: fixed text, and holes for what it refers to. */
export interface Canonical {
  readonly pieces: readonly (string | Reference)[]
  /** Members of names outside that the function assigns. */
  readonly written: readonly Written[]
  /** Names outside that it assigns themselves. */
  readonly assigned: ReadonlySet<string>
  /** Whether it uses its own `this`. */
  readonly usesThis: boolean
  /** What it writes of its own `this`; for a class what its methods write of an instance that is made, or of itself. */
  readonly writesThis: ReadonlySet<Member>
  /** Whether it opens a tracked file, by the context's `file`. */
  readonly opensFiles: boolean
  /** Whether it is a method that uses `super`, which no text tells. */
  readonly usesSuper: boolean
  /** What it writes of the function itself. */
  readonly writesSelf: ReadonlySet<Member>
  readonly kind: 'function' | 'class'
  /** How many parameters it declares. */
  readonly parameters: number
  /** For a class: its methods and accessors. */
  readonly methods: readonly ClassMember[]
  /** For a class: whether the key of one of its methods is known only when it runs. */
  readonly hasComputedKeys: boolean
  /** For a class: the private fields of its instances, and of itself, as `#name`. */
  readonly privates: { readonly own: readonly string[]; readonly ofItself: readonly string[] }
  /** Private names that it reads. */
  readonly readsPrivate: ReadonlySet<string>
  /** Members that it reads of what the text does not tell. */
  readonly members: ReadonlySet<string>
  readonly readsNames: boolean
  readonly readsClassNames: boolean
  /** Constructs whose effect cannot be told from the text, in words. */
  readonly opaque: readonly string[]
}

const membersOf = (tree: Syntax): readonly Syntax[] =>
  isClass(tree) ? children(child(tree, 'body') ?? tree, 'body') : []

/** @param text the source, which was parsed behind an opening parenthesis */
const methodsOf = (tree: Syntax, text: string): readonly ClassMember[] =>
  membersOf(tree)
    .filter(({ type, kind }) => type === 'MethodDefinition' && kind !== 'constructor')
    .map((member) => ({
      key: staticKey(child(member, 'key'), member.computed === true),
      isStatic: member.static === true,
      kind: member.kind as ClassMember['kind'],
      text: text.slice(member.start - 1, member.end - 1),
    }))

const privatesOf = (tree: Syntax, isStatic: boolean): readonly string[] =>
  membersOf(tree).flatMap((member) => {
    const key = child(member, 'key')
    const isField = member.type === 'PropertyDefinition' && key?.type === 'PrivateIdentifier'
    return isField && (member.static === true) === isStatic ? [`#${String(key.name)}`] : []
  })

const printTree = (tree: Syntax, text: string): Canonical => {
  const bindings = analyseBindings(tree)
  const [first] = children(tree, 'params')
  const printer: Printer = {
    bindings,
    root: tree,
    numbers: new Map(),
    labels: new Map(),
    pieces: [],
    written: [],
    assigned: new Set(),
    opaque: [],
    usesThis: false,
    writesThis: new Set(),
    usesSuper: false,
    writesSelf: new Set(),
    readsPrivate: new Set(),
    members: new Set(),
    thisDepth: 0,
    isConstructing: false,
    maker: undefined,
    privates: [],
    privateCount: 0,
    taken: undefined,
    target: undefined,
    context: first?.type === 'Identifier' ? bindings.meaning.get(first) : undefined,
    origins: new Map(),
    doors: new Set(),
    opensFiles: false,
    readsNames: false,
    readsClassNames: false,
    print: (node) => print(printer, node),
  }
  print(printer, tree)
  const { pieces, written, opaque, usesThis, writesThis, usesSuper, writesSelf } = printer
  const { assigned, readsPrivate, members, opensFiles, readsNames, readsClassNames } = printer
  return {
    pieces,
    written,
    assigned,
    opaque,
    usesThis,
    writesThis,
    opensFiles,
    usesSuper,
    writesSelf,
    kind: isClass(tree) ? 'class' : 'function',
    parameters: children(tree, 'params').length,
    methods: methodsOf(tree, text),
    hasComputedKeys: membersOf(tree).some(isComputedMethod),
    privates: { own: privatesOf(tree, false), ofItself: privatesOf(tree, true) },
    readsPrivate,
    members,
    readsNames,
    readsClassNames,
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
