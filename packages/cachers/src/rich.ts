import {
  type BytesCacher,
  type HoldingRule,
  instanceOf,
  isResizable,
  kindOf,
  oddityOf,
  ownsItsMemory,
  type Ruled,
} from '@stagewright/core'
import { loadLibrary } from './load-library.ts'
import type { RichRefusal } from './types/rich-refusal.ts'

/** What `rich()` can hold: data, with more kinds of it than JSON has. */
export interface RichRule extends HoldingRule {
  readonly cacher: 'rich()'
  readonly refusal: RichRefusal<this['value']>
}

/** Keeps data of more kinds than JSON has, as text. */
export interface RichCacher extends BytesCacher<unknown>, Ruled<RichRule> {}

const library = () => loadLibrary('rich()', ['devalue'], () => import('devalue'))

/** Values that were saved and come back in another form: with a Buffer as a Uint8Array, a RegExp that begins at the start. */
const others = new WeakSet<object>()

const cacher: RichCacher = Object.freeze({
  via: 'bytes',
  format: 'devalue',
  extension: 'json',
  save: async (value: unknown) => {
    const { stringify } = await library()
    const looks = lookCloser()
    const text = refusing(() => stringify(value, undefined, { operations: looks.operations }), looks.oddity)
    if (looks.comesBackOther() && typeof value === 'object' && value !== null) others.add(value)
    return Buffer.from(text)
  },
  reloads: (value: unknown) => typeof value === 'object' && value !== null && others.has(value),
  load: async (bytes: Uint8Array): Promise<unknown> => {
    const { parse } = await library()
    return parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString())
  },
})

/** How the library looks at each object: it would leave out what is odd about one, or take it for another of its kind. */
const lookCloser = () => {
  let odd: string | undefined
  let comesBackOther = false
  return {
    oddity: () => odd,
    comesBackOther: () => comesBackOther,
    operations: {
      tagOf: (value: object): string => {
        const kind = kindOf(value)
        odd = unheld(value, kind)
        if (odd !== undefined) return 'odd'
        if (kind === 'RegExp') comesBackOther ||= (value as RegExp).lastIndex !== 0
        else if (ArrayBuffer.isView(value)) comesBackOther ||= !ownsItsMemory(value)
        return kind
      },
      shapeOf: (value: object) => {
        if (odd !== undefined) return { kind: 'not-plain' as const }
        const isBare = Object.getPrototypeOf(value) === null
        return { kind: isBare ? ('null-proto' as const) : ('plain' as const), keys: Object.keys(value) }
      },
      // All of a buffer that a small part is shown of may be anything that the process has in memory.
      viewInfo: (view: ArrayBufferView) => {
        const { buffer, byteLength } = ownsItsMemory(view) ? view : bytesOf(view)
        return { buffer, byteOffset: 0, byteLength, length: byteLength, bufferByteLength: byteLength }
      },
    },
  }
}

const bytesOf = (view: ArrayBufferView): Uint8Array =>
  Uint8Array.from(new Uint8Array(view.buffer, view.byteOffset, view.byteLength))

const kinds: ReadonlySet<string> = new Set(
  'Object Array Map Set Date RegExp URL URLSearchParams Number String Boolean BigInt ArrayBuffer'.split(' '),
)

/** What the library would lose of an object, in words. */
const unheld = (value: object, kind: string): string | undefined => {
  if (kind.startsWith('Temporal.')) return undefined
  const odd = oddityOf(value)
  if (odd !== undefined) return odd
  if (Array.isArray(value)) {
    const last = Object.keys(value).at(-1) ?? '0'
    return /^\d+$/u.test(last) ? undefined : `an array with the property '${last}'`
  }
  if (kind === 'Object' && Object.hasOwn(value, '__proto__')) return "an object with the property '__proto__'"
  if (kind === 'ArrayBuffer' && isResizable(value)) return 'an ArrayBuffer that can be resized'
  return kinds.has(kind) || ArrayBuffer.isView(value) ? undefined : instanceOf(value)
}

const refusing = (stringify: () => string, oddity: () => string | undefined): string => {
  try {
    return stringify()
  } catch (error) {
    if (error instanceof RangeError)
      throw new TypeError(
        'The value is nested too deeply for rich(). Return flatter data, or use another cacher.',
        {
          cause: error,
        },
      )
    const { path, message } = error as { readonly path?: unknown; readonly message?: unknown }
    if (typeof path !== 'string') throw error
    const place = path === '' ? 'The value' : path
    const what = oddity()
    throw new TypeError(
      what === undefined
        ? `${place} cannot be held by rich(): ${String(message)}. Return data, or use another cacher.`
        : `${place} is ${what}, which rich() cannot hold. Return data, or use another cacher.`,
      { cause: error },
    )
  }
}

/**
 * Keeps what JSON cannot: Dates, Maps, Sets, bigints, RegExps, URLs, typed arrays, `undefined`, NaN, -0, and values that
 * refer to themselves or twice to the same. As text in devalue's form, which every runtime reads.
 *
 * @throws TypeError from `save`, naming the path of a function, a symbol, an instance of a class or of a subclass, or an object
 *   with hidden or computed properties, or more than its kind holds
 */
export const rich = (): RichCacher => cacher
