import { applyAssignments } from '../src/settings/assignments.ts'

const setTo = (value: unknown, written: string): unknown =>
  applyAssignments({ only: { k: value } }, [`k=${written}`])['only']

describe('--set', () => {
  test.each([
    ['3', 3],
    ['-2.50', -2.5],
    ['1e3', 1000],
    ['0.1', 0.1],
    ['0.30000000000000004', 0.300_000_000_000_000_04],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['1e23', 1e23],
    ['5e-324', Number.MIN_VALUE],
    ['null', null],
    ['"auto"', 'auto'],
    ['{"a": [1, "1e400"]}', { a: [1, '1e400'] }],
  ])('gives a number the value that was written: %s', (written, value) => {
    expect(setTo(1, written)).toEqual({ k: value })
  })

  test.each([
    '1234567890123456789',
    '-9007199254740993',
    '1e400',
    '-1e400',
    '1e-400',
    '-0',
    '-0.0',
    '0.1000000000000000055511151231257827',
    '[1234567890123456789]',
    '{"a": {"b": 1e999}}',
    '0x1F',
    '0b11',
    '0o17',
    '007',
    '+5',
    '.5',
    '5.',
    '1_000',
    '10n',
    'NaN',
    '-Infinity',
  ])('refuses a number that does not come back as it was written: %s', (written) => {
    expect(() => setTo(1, written)).toThrow(/for a text\.$/u)
    expect(() => applyAssignments({ only: {} }, [`+k=${written}`])).toThrow(/for a text\.$/u)
  })

  test('says how to write such a number as a text', () => {
    expect(() => setTo(1, '1234567890123456789')).toThrow(
      `--set k: 1234567890123456789 is not a number that can be held exactly: it would become 1234567890123456800. Write 'k="1234567890123456789"' for a text.`,
    )
    expect(() => setTo(1, '0x1f')).toThrow(
      `--set k=0x1f: 0x1f is not a number in JSON. Write k=31 for a number, or 'k="0x1f"' for a text.`,
    )
  })

  test.each(['1234567890123456789', '1e400', '-0', '0x1F', '007', 'true', 'null', '[1]', 'NaN', ''])(
    'leaves a text a text, whatever it looks like: %s',
    (written) => expect(setTo('before', written)).toEqual({ k: written }),
  )

  test('takes the quotes off a text that is written as JSON', () => {
    expect(setTo('before', '"a\\nb"')).toEqual({ k: 'a\nb' })
    expect(setTo('before', '"a" and "b"')).toEqual({ k: '"a" and "b"' })
  })

  test('gives a bigint all digits, and a date its day', () => {
    expect(setTo(1n, '1234567890123456789')).toEqual({ k: 1_234_567_890_123_456_789n })
    expect(() => setTo(1n, '1.5')).toThrow('k is a bigint, and 1.5 is not a whole number')
    expect(setTo(new Date(0), '2026-11-30')).toEqual({ k: new Date('2026-11-30') })
    expect(() => setTo(new Date(0), 'tomorrow')).toThrow('k is a date')
  })

  test.each([
    [3, 'three', 'k is a number, and three is a text'],
    [true, 'yes', 'k is a boolean, and yes is a text'],
    [[1], 'one', 'k is a list, and one is a text'],
    [{ a: 1 }, 'one', 'k is an object, and one is a text'],
    [new Map(), '{}', 'cannot be written on a command line'],
  ])('refuses a word where %p stood', (before, written, message) => {
    expect(() => setTo(before, written)).toThrow(message)
  })

  test('takes a word where nothing stood, where the kinds differ, and where + allows any kind', () => {
    expect(setTo(null, 'auto')).toEqual({ k: 'auto' })
    expect(applyAssignments({ a: { k: 1 }, b: { k: 'auto' } }, ['k=2'])).toEqual({ a: { k: 2 }, b: { k: 2 } })
    expect(applyAssignments({ a: { k: 1 }, b: { k: 'auto' } }, ['k=none'])).toEqual({
      a: { k: 'none' },
      b: { k: 'none' },
    })
    expect(applyAssignments({ a: { k: 'x' } }, ['+k=2'])).toEqual({ a: { k: 2 } })
  })
})
