import { paintFor } from '../src/paint.ts'
import { wrapFor } from '../src/text/wrap-for.ts'

const narrow = { isTTY: true, columns: 30, write: () => {} }

describe('prose on a terminal', () => {
  test('breaks between words, and goes on a little further in', () => {
    expect(wrapFor(narrow, 'warning: a change of it will not be seen at all.\nshort')).toBe(
      'warning: a change of it will\n  not be seen at all.\nshort',
    )
  })

  test('goes on below the last column of a table', () => {
    expect(wrapFor(narrow, '○ reuse  load  nothing changed since then')).toBe(
      '○ reuse  load  nothing changed\n               since then',
    )
  })

  test('counts no columns for colours', () => {
    const paint = paintFor({ isTTY: true }, {})
    const line = ['one', 'two', 'three', 'four', 'five', 'six'].map((word) => paint('dim', word)).join(' ')
    expect(wrapFor(narrow, line)).toBe(line)
  })

  test('a word that is wider than the terminal stays whole', () => {
    const path = '/a/very/long/path/that/nobody/wants/to/see/broken.ts'
    expect(wrapFor(narrow, `Report: ${path}`)).toBe(`Report:\n  ${path}`)
  })

  test('that goes to a file or a pipe stays as it is', () => {
    const text = 'a line that is longer than thirty columns'
    expect(wrapFor({ columns: 30, write: () => {} }, text)).toBe(text)
  })
})
