import { text } from '../../src/cachers/text.ts'

const save = (value: unknown): Uint8Array => text().save(value as string) as Uint8Array

describe('text()', () => {
  it.each(['', 'plain', 'naïve 日本 🎼', '\uFEFFwith a byte order mark', 'a\r\nb\0'])(
    'gives back %j',
    (value) => {
      expect(text().load(save(value))).toBe(value)
    },
  )

  it('refuses what is not a string', () => {
    expect(() => save(1)).toThrow(
      new TypeError('text() holds strings, and this is number. Return a string, or use another cacher.'),
    )
    expect(() => save(null)).toThrow(
      new TypeError('text() holds strings, and this is null. Return a string, or use another cacher.'),
    )
  })

  it('refuses half a surrogate pair, which UTF-8 cannot hold', () => {
    expect(() => save('ab\ud800')).toThrow(
      new TypeError(
        'text() cannot hold half a character, which is at position 2 of the string. Return whole characters, or use another cacher.',
      ),
    )
  })

  it('refuses bytes that are not UTF-8', () => {
    expect(() => text().load(new Uint8Array([0xff, 0xfe]))).toThrow('not valid')
  })
})
