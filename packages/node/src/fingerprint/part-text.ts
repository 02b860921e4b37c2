import { inspect } from 'node:util'
import { generate, GENERATOR } from 'astring'
import { holdsSecret, isSecretName } from './secret-text.ts'
import { parseFunction } from './syntax/syntax.ts'

/** How a part reads: a text, or what makes one when somebody asks for it. */
export type PartText = string | (() => string | undefined)

/** All parts that this process has met, each once, however many stages reach it. */
const texts = new Map<string, PartText>()

/** Notes how a part reads, unless that is known: a value that turned out to be written to later is no longer read anew. */
export const notePart = (digest: string, text: PartText): void => {
  const known = texts.get(digest)
  const isBetter = typeof text === 'string' && typeof known === 'function' && known !== withheld
  if (known === undefined || text === withheld || isBetter) texts.set(digest, text)
}

/** Of a value that is a secret by one of its names, whatever its others are. */
const withheld: PartText = () => undefined

/**
 * What a part of a fingerprint is, as people read it. `undefined` for a part that this process has not met, for a value
 * that is gone meanwhile, and for what looks as if it held a secret.
 */
export const partText = (digest: string): string | undefined => {
  const known = texts.get(digest)
  const text = typeof known === 'function' ? known() : known
  return text === undefined || holdsSecret(text) ? undefined : text
}

/** A function's source in one layout, without comments, so that a change of its looks alone leaves it as it was. */
export const sourceText = (source: string): string => {
  const tree = parseFunction(source)
  if (tree === undefined) return source
  try {
    // What acorn makes is what astring reads; acorn's nodes are typed more loosely.
    return generate(tree as unknown as Parameters<typeof generate>[0], { generator: oneQuote })
  } catch {
    // Syntax that is newer than the printer.
    return source
  }
}

const oneQuote: typeof GENERATOR = {
  ...GENERATOR,
  Literal(node, state) {
    if (typeof node.value === 'string') state.write(quoted(node.value))
    else GENERATOR.Literal(node, state)
  },
}

const quoted = (text: string): string =>
  text.includes("'") ? JSON.stringify(text) : `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')}'`

/** A captured value as people read it; its beginning, where it is long. Runs none of the program's code. */
export const valueText = (value: unknown, name: string): PartText => {
  if (typeof value === 'string' && isSecretName(name)) return withheld
  const print = (shown: unknown): string =>
    inspect(shown, {
      breakLength: 80,
      customInspect: false,
      depth: 8,
      maxArrayLength: 200,
      maxStringLength: 2_000,
      showProxy: true,
    })
  if (typeof value !== 'object' || value === null) return print(value)
  // Nobody's large value stays in memory to be shown some day.
  const held = new WeakRef(value)
  return () => {
    const shown = held.deref()
    return shown === undefined ? undefined : print(shown)
  }
}
