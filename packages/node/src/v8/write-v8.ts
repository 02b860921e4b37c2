import { instanceOf, isResizable, kindOf, oddityOf, ownsItsMemory } from '@stagewright/core'
import { ByteWriter } from './byte-writer.ts'
import { writeBigint, writeNumber, writeText } from './write-scalar.ts'

// The form that `v8.deserialize` reads, version 15. `v8.serialize` writes the same value as other bytes when the engine has it
// in memory in another way: 1 as a double in an object whose shape once held 0.5, a short text by the width of the long one
// that it was cut from. Here the bytes depend on the value alone.

const version = 15
/** The number by which Node's own part of the form knows a Buffer. */
const bufferIndex = 10

export interface Written {
  readonly bytes: Uint8Array
  /**
   * Whether the value comes back in another form: with a prototype that an object lacks, a RegExp that begins at the start, a
   * typed array over memory of its own.
   */
  readonly comesBackOther: boolean
}

/** @throws TypeError naming the path of the first part that would not come back */
export const writeV8 = (value: unknown): Written => {
  const out = new ByteWriter()
  const writing: Writing = { out, ids: new Map(), keys: [], comesBackOther: false }
  out.byte(0xff)
  out.varint(version)
  try {
    write(value, writing)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new TypeError('The value is nested too deeply, or is too large, for v8(). Return flatter data.', {
      cause: error,
    })
  }
  return { bytes: out.taken(), comesBackOther: writing.comesBackOther }
}

interface Writing {
  readonly out: ByteWriter
  /** Objects by their order, to refer to those that are met again. */
  readonly ids: Map<object, number>
  /** The way from the whole value to the part that is written. */
  readonly keys: (string | number)[]
  comesBackOther: boolean
}

const tag = ({ out }: Writing, letter: string): void => out.tag(letter)

const refuse = ({ keys }: Writing, what: string): never => {
  const path = keys
    .map((key) =>
      typeof key === 'number'
        ? `[${key}]`
        : /^[\p{L}_$][\p{L}\p{N}_$()]*$/u.test(key)
          ? `.${key}`
          : `[${JSON.stringify(key)}]`,
    )
    .join('')
  throw new TypeError(
    `${path === '' ? 'The value' : path} is ${what}, which a structured clone does not give back. Return plain data.`,
  )
}

const write = (value: unknown, writing: Writing): void => {
  switch (typeof value) {
    case 'undefined':
      return tag(writing, '_')
    case 'boolean':
      return tag(writing, value ? 'T' : 'F')
    case 'number':
      return writeNumber(value, writing.out)
    case 'bigint':
      tag(writing, 'Z')
      return writeBigint(value, writing.out)
    case 'string':
      return writeText(value, writing.out)
    case 'object':
      return value === null ? tag(writing, '0') : writeObject(value, writing)
    case 'function':
    case 'symbol':
      return refuse(writing, `a ${typeof value}`)
  }
}

const writeObject = (value: object, writing: Writing): void => {
  const { out, ids } = writing
  const known = ids.get(value)
  if (known !== undefined) {
    tag(writing, '^')
    out.varint(known)
    return
  }
  const odd = oddityOf(value)
  if (odd !== undefined) return refuse(writing, odd)
  if (ArrayBuffer.isView(value)) return writeView(value, writing)
  ids.set(value, ids.size)
  if (Array.isArray(value)) return writeArray(value, writing)
  const kind = kindOf(value)
  const writer = writers.get(kind)
  if (writer === undefined) return refuse(writing, instanceOf(value))
  writer(value as never, writing)
}

const writeProperties = (value: object, names: readonly string[], writing: Writing): number => {
  for (const name of names) {
    writing.keys.push(name)
    writeText(name, writing.out)
    write((value as Readonly<Record<string, unknown>>)[name], writing)
    writing.keys.pop()
  }
  return names.length
}

/** Arrays with more empty slots than this for each element are written by their indices. */
const mostSlots = 3

const writeArray = (value: readonly unknown[], writing: Writing): void => {
  const { out, keys } = writing
  const names = Object.keys(value)
  let elements = names.length
  while (elements > 0 && !isIndex(names[elements - 1] ?? '')) elements--
  const isDense = value.length <= elements * mostSlots + 1
  tag(writing, isDense ? 'A' : 'a')
  out.varint(value.length)
  const slots = isDense ? value.length : elements
  for (let slot = 0; slot < slots; slot++) {
    const index = isDense ? slot : Number(names[slot])
    if (!isDense) writeNumber(index, out)
    else if (!Object.hasOwn(value, index)) {
      tag(writing, '-')
      continue
    }
    keys.push(index)
    write(value[index], writing)
    keys.pop()
  }
  const named = writeProperties(value, names.slice(elements), writing)
  tag(writing, isDense ? '$' : '@')
  out.varint(isDense ? named : elements + named)
  out.varint(value.length)
}

const isIndex = (name: string): boolean => String(Number(name)) === name && Number(name) < 2 ** 32 - 1

const writeView = (view: ArrayBufferView, writing: Writing): void => {
  const { out, ids } = writing
  const kind = kindOf(view)
  const shape = viewTags.get(kind)
  if (shape === undefined) return refuse(writing, instanceOf(view))
  const owns = ownsItsMemory(view)
  writing.comesBackOther ||= !owns
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
  if (view.constructor.name === 'Buffer') {
    ids.set(view, ids.size)
    tag(writing, '\\')
    out.varint(bufferIndex)
    out.varint(bytes.byteLength)
    out.bytes(bytes)
    return
  }
  // Of a part of a buffer, only the part is saved.
  if (owns) writeObject(view.buffer, writing)
  else writeBuffer(bytes, {}, writing)
  ids.set(view, ids.size)
  tag(writing, 'V')
  tag(writing, shape)
  out.varint(0)
  out.varint(view.byteLength)
  out.varint(0)
}

const viewTags: ReadonlyMap<string, string> = new Map([
  ['Int8Array', 'b'],
  ['Uint8Array', 'B'],
  ['Uint8ClampedArray', 'C'],
  ['Int16Array', 'w'],
  ['Uint16Array', 'W'],
  ['Int32Array', 'd'],
  ['Uint32Array', 'D'],
  ['Float32Array', 'f'],
  ['Float64Array', 'F'],
  ['BigInt64Array', 'q'],
  ['BigUint64Array', 'Q'],
  ['DataView', '?'],
])

/** @param owner what the buffer is known as, when it is met again */
const writeBuffer = (bytes: Uint8Array, owner: object, writing: Writing): void => {
  writing.ids.set(owner, writing.ids.size)
  tag(writing, 'B')
  writing.out.varint(bytes.byteLength)
  writing.out.bytes(bytes)
}

/** Called with values of its own kind alone. */
type Writer = (value: never, writing: Writing) => void

/** What the form calls a RegExp's flags; the seventh bit is one that programs cannot set. */
const flagBits = Object.entries({ g: 1, i: 2, m: 4, y: 8, u: 16, s: 32, d: 128, v: 256 })

const errorTags: ReadonlyMap<string, string> = new Map([
  ['EvalError', 'E'],
  ['RangeError', 'R'],
  ['ReferenceError', 'F'],
  ['SyntaxError', 'S'],
  ['TypeError', 'T'],
  ['URIError', 'U'],
])

const writeError = (value: Error, writing: Writing): void => {
  tag(writing, 'r')
  const prototype: Error = Object.getPrototypeOf(value)
  const kind = errorTags.get(prototype.name)
  if (kind !== undefined) tag(writing, kind)
  for (const [name, letter] of [
    ['message', 'm'],
    ['cause', 'c'],
    ['stack', 's'],
  ] as const) {
    if (!Object.hasOwn(value, name)) continue
    const part: unknown = Reflect.get(value, name)
    writing.keys.push(name)
    if (name !== 'cause' && typeof part !== 'string') refuse(writing, `no text, but ${typeof part}`)
    tag(writing, letter)
    write(part, writing)
    writing.keys.pop()
  }
  tag(writing, '.')
}

const writers: ReadonlyMap<string, Writer> = new Map<string, Writer>([
  [
    'Object',
    (value: object, writing: Writing) => {
      if (Object.getPrototypeOf(value) === null) writing.comesBackOther = true
      tag(writing, 'o')
      const count = writeProperties(value, Object.keys(value), writing)
      tag(writing, '{')
      writing.out.varint(count)
    },
  ],
  [
    'Map',
    (value: ReadonlyMap<unknown, unknown>, writing: Writing) => {
      tag(writing, ';')
      for (const [key, part] of value) {
        writing.keys.push('keys()')
        write(key, writing)
        writing.keys.pop()
        writing.keys.push(`get(${typeof key === 'object' ? '...' : String(key)})`)
        write(part, writing)
        writing.keys.pop()
      }
      tag(writing, ':')
      writing.out.varint(value.size * 2)
    },
  ],
  [
    'Set',
    (value: ReadonlySet<unknown>, writing: Writing) => {
      tag(writing, "'")
      writing.keys.push('values()')
      for (const part of value) write(part, writing)
      writing.keys.pop()
      tag(writing, ',')
      writing.out.varint(value.size)
    },
  ],
  [
    'Date',
    (value: Date, writing: Writing) => {
      tag(writing, 'D')
      writing.out.double(value.getTime())
    },
  ],
  [
    'RegExp',
    (value: RegExp, writing: Writing) => {
      if (value.lastIndex !== 0) writing.comesBackOther = true
      tag(writing, 'R')
      writeText(value.source, writing.out)
      writing.out.varint(
        flagBits.reduce((bits, [flag, bit]) => bits + (value.flags.includes(flag) ? bit : 0), 0),
      )
    },
  ],
  ['Boolean', (value: boolean, writing: Writing) => tag(writing, value.valueOf() ? 'y' : 'x')],
  [
    'Number',
    (value: number, writing: Writing) => {
      tag(writing, 'n')
      writing.out.double(value.valueOf())
    },
  ],
  [
    'BigInt',
    (value: bigint, writing: Writing) => {
      tag(writing, 'z')
      writeBigint(value.valueOf(), writing.out)
    },
  ],
  [
    'String',
    (value: string, writing: Writing) => {
      tag(writing, 's')
      writeText(value.valueOf(), writing.out)
    },
  ],
  ['Error', writeError],
  [
    'ArrayBuffer',
    (value: ArrayBuffer, writing: Writing) => {
      if (isResizable(value)) refuse(writing, 'an ArrayBuffer that can be resized')
      tag(writing, 'B')
      writing.out.varint(value.byteLength)
      writing.out.bytes(new Uint8Array(value))
    },
  ],
])
