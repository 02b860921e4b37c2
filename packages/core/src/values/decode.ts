/**
 * The value of a canonical text: equal to that which `encode` made it of. Keys come in the order in which they are
 * written.
 *
 * @throws SyntaxError where the text is none of `encode`'s
 */
export const decode = (text: string): unknown => {
  const reader = new Reader(text)
  const value = reader.value()
  reader.end()
  return value
}

/**
 * The canonical texts of what is in an object or a list, by key; `undefined` for any other value.
 *
 * @throws SyntaxError where the text is none of `encode`'s
 */
export const partsOf = (text: string): ReadonlyMap<string, string> | undefined => {
  if (!text.startsWith('{') && !text.startsWith('[')) return undefined
  const reader = new Reader(text)
  const parts = reader.parts()
  reader.end()
  return parts
}

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(): unknown {
    const tag = this.#text.charAt(this.#at++)
    switch (tag) {
      case 'u':
        return undefined
      case 'n':
        return null
      case 't':
        return true
      case 'f':
        return false
      case 'd':
        return Number(this.#until(';'))
      case 'i':
        return BigInt(this.#until(';'))
      case 's':
        return this.#counted()
      case 'h':
        return JSON.parse(this.#counted())
      case '[':
        return this.#values(this.#count())
      case '{':
        return this.#object()
      case 'D':
        return new Date(Number(this.#until(';')))
      case 'M':
        return this.#map()
      case 'S':
        return new Set(this.#values(this.#count()))
      case 'R':
        return expressionOf(this.#string())
      case 'U':
        return new URL(this.#string())
      case 'y':
        return bytesOf(this.#string(), this.#string())
      default:
        return this.#fail()
    }
  }

  parts(): Map<string, string> {
    const parts = new Map<string, string>()
    const readPart = (key: string): void => {
      const start = this.#at
      this.value()
      parts.set(key, this.#text.slice(start, this.#at))
    }
    if (this.#text.charAt(this.#at++) === '[') {
      const count = this.#count()
      for (let index = 0; index < count; index++) readPart(String(index))
      return parts
    }
    while (this.#text.charAt(this.#at) !== '}') readPart(this.#string())
    this.#at++
    return parts
  }

  end(): void {
    if (this.#at !== this.#text.length) this.#fail()
  }

  #object(): object {
    const object = {}
    while (this.#text.charAt(this.#at) !== '}') {
      const key = this.#string()
      // A parameter may be called `__proto__`.
      Object.defineProperty(object, key, {
        value: this.value(),
        enumerable: true,
        writable: true,
        configurable: true,
      })
    }
    this.#at++
    return object
  }

  #map(): Map<unknown, unknown> {
    const map = new Map<unknown, unknown>()
    for (let left = this.#count(); left > 0; left--) {
      const key = this.value()
      map.set(key, this.value())
    }
    return map
  }

  #values(count: number): unknown[] {
    const values: unknown[] = []
    for (let left = count; left > 0; left--) values.push(this.value())
    return values
  }

  #string(): string {
    const value = this.value()
    return typeof value === 'string' ? value : this.#fail()
  }

  #counted(): string {
    const length = this.#count()
    const start = this.#at
    this.#at += length
    return this.#text.slice(start, this.#at)
  }

  #count(): number {
    return Number(this.#until(':'))
  }

  #until(mark: string): string {
    const end = this.#text.indexOf(mark, this.#at)
    if (end === -1) this.#fail()
    const part = this.#text.slice(this.#at, end)
    this.#at = end + 1
    return part
  }

  #fail(): never {
    throw new SyntaxError(`This is no canonical text: see character ${this.#at}.`)
  }
}

/** `/source/flags`, as an expression writes itself. */
const expressionOf = (text: string): RegExp => {
  const end = text.lastIndexOf('/')
  return new RegExp(text.slice(1, end), text.slice(end + 1))
}

const bytesOf = (kind: string, binary: string): ArrayBufferView => {
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index)
  if (kind === 'Buffer') return bufferOf(bytes)
  const View: unknown = /^(?:\w+Array|DataView)$/u.test(kind) ? Reflect.get(globalThis, kind) : undefined
  if (typeof View !== 'function') throw new SyntaxError(`There is no ${kind} in this runtime.`)
  // All classes of that name take a buffer.
  return Reflect.construct(View, [bytes.buffer]) as ArrayBufferView
}

/** What Node calls a Buffer. Where there are none, nobody had one to encode. */
const bufferOf = (bytes: Uint8Array): Uint8Array => {
  const { Buffer } = globalThis as { readonly Buffer?: { from(bytes: ArrayBufferLike): Uint8Array } }
  return Buffer === undefined ? bytes : Buffer.from(bytes.buffer)
}
