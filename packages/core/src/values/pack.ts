import type { PackedValue } from '../ports/executor.ts'
import { decode } from './decode.ts'
import { encode, formatPath, isPlainObject, UnencodableValue } from './encode.ts'

/** A value as data, whatever it holds. */
export const pack = (value: unknown): PackedValue => {
  try {
    return { text: encode(value, 'as-written') }
  } catch (error) {
    if (!(error instanceof UnencodableValue)) throw error
    return packParts(value, error)
  }
}

/** What has no canonical text as a whole may have parts that do. */
const packParts = (value: unknown, { path, what }: UnencodableValue): PackedValue => {
  const isWhole = path.length === 0 || what === 'a cycle'
  if (isWhole || typeof value !== 'object' || value === null) return { withheld: what }
  if (Array.isArray(value)) {
    const isOdd = typeof path[0] === 'string'
    return isOdd ? { withheld: what } : { items: value.map(pack) }
  }
  if (!isPlainObject(value)) return { withheld: what }
  return { entries: Object.entries(value).map(([key, part]) => [key, pack(part)]) }
}

/** The value that was packed, or one that has a `Withheld` in the place of each part that could not be. */
export const unpack = (packed: PackedValue): unknown => {
  if ('text' in packed) return decode(packed.text)
  if ('withheld' in packed) return new Withheld(packed.withheld)
  if ('items' in packed) return packed.items.map(unpack)
  const object = {}
  for (const [key, part] of packed.entries)
    Object.defineProperty(object, key, { value: unpack(part), enumerable: true })
  return object
}

/** Stands for what could not leave the thread of the run. */
export class Withheld {
  /** What it is, such as `a function`. */
  readonly what: string
  constructor(what: string) {
    this.what = what
  }

  /** What a function is told that reads it. */
  refusal(path: readonly string[]): TypeError {
    return new TypeError(
      `Parameter '${formatPath(path)}' is ${this.what}, which cannot leave the thread of the run. Keep the stage there by runs: 'here' in its specification, or make a parameter of plain data.`,
    )
  }
}
