import { bytes } from '../../src/cachers/bytes.ts'

const save = (value: unknown): Uint8Array => bytes().save(value as Uint8Array) as Uint8Array

describe('bytes()', () => {
  it('gives back the bytes', () => {
    expect(bytes().load(save(new Uint8Array([0, 255])))).toEqual(new Uint8Array([0, 255]))
  })

  it('saves the part of a larger buffer that is shown', () => {
    expect(save(new Uint8Array([1, 2, 3, 4]).subarray(1, 3))).toEqual(new Uint8Array([2, 3]))
  })

  it('gives a Buffer back as a plain Uint8Array', () => {
    const loaded = bytes().load(save(Buffer.from('ab')))
    expect(loaded).toEqual(new Uint8Array([97, 98]))
    expect(Buffer.isBuffer(loaded)).toBe(false)
  })

  it('shares no memory with the bytes it was given', () => {
    const stored = new Uint8Array([1])
    const loaded = bytes().load(stored) as Uint8Array
    loaded[0] = 2
    expect(stored).toEqual(new Uint8Array([1]))
  })

  it('refuses what is not a Uint8Array', () => {
    expect(() => save([1])).toThrow(
      new TypeError('bytes() holds a Uint8Array, and this is none. Return one, or use another cacher.'),
    )
  })
})
