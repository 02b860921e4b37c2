import { DefaultDeserializer } from 'node:v8'
import type { BytesCacher, HoldingRule, Ruled } from '@stagewright/core'
import { writeV8 } from './write-v8.ts'

/** What `v8()` can hold: what a structured clone can, which is told from functions and symbols alone. */
export interface V8Rule extends HoldingRule {
  readonly cacher: 'v8()'
  readonly refusal: this['value'] extends ((...args: never) => unknown) | symbol
    ? 'it is a function or a symbol. Return data, or use another cacher.'
    : never
}

/** Keeps structured clones. */
export interface V8Cacher extends BytesCacher<unknown>, Ruled<V8Rule> {}

/** Values that were saved and come back in another form: a RegExp that begins at the start, a view over memory of its own. */
const others = new WeakSet<object>()

const cacher: V8Cacher = Object.freeze({
  via: 'bytes',
  format: 'v8',
  extension: 'v8',
  save: (value: unknown) => {
    const { bytes, comesBackOther } = writeV8(value)
    if (comesBackOther && typeof value === 'object' && value !== null) others.add(value)
    return bytes
  },
  reloads: (value: unknown) => typeof value === 'object' && value !== null && others.has(value),
  load: (bytes: Uint8Array): unknown => {
    const reader = new OwnMemory(bytes)
    reader.readHeader()
    return reader.readValue()
  },
})

/** Gives each Buffer memory of its own: Node's has all that was read from the store behind it. */
class OwnMemory extends DefaultDeserializer {
  /** Called by V8 for what Node has put into the form. */
  _readHostObject(): object {
    // Node's types do not name it.
    const view = (DefaultDeserializer.prototype as unknown as HostReader)._readHostObject.call(this)
    if (ArrayBuffer.isView(view)) return copyOf(view)
    return view
  }
}

interface HostReader {
  _readHostObject(): object
}

const copyOf = (view: ArrayBufferView): object => {
  const memory = new Uint8Array(view.byteLength)
  memory.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength))
  if (Buffer.isBuffer(view)) return Buffer.from(memory.buffer)
  // Each kind of view is made of a buffer.
  const View = view.constructor as new (buffer: ArrayBuffer) => object
  return new View(memory.buffer)
}

/**
 * Keeps whatever a structured clone can hold: plain data, Date, Map, Set, RegExp, bigint, typed arrays, Buffers, errors,
 * cycles. In the binary form of Node's `v8` module, which newer versions of Node read, and others do not.
 *
 * @throws TypeError from `save`, naming the path of a function, a symbol, an instance of a class or of a subclass, or an object
 *   with hidden or computed properties, or more than its kind holds
 */
export const v8 = (): V8Cacher => cacher
