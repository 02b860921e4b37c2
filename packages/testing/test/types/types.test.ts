import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { diagnose } from '../../../core/test/types/diagnostics.ts'

const fixtures = join(__dirname, 'fixtures')
const wrong = readdirSync(join(fixtures, 'wrong')).map((name) => `wrong/${name}`)

/** A wrong program says, in a comment above the line that must not compile, what the compiler must say. */
const expectationOf = (file: string) => {
  const lines = readFileSync(join(fixtures, file), 'utf8').split('\n')
  const above = lines.findIndex((line) => line.startsWith('// '))
  return { line: above + 2, sentence: (lines[above] ?? '').slice(3) }
}

describe('the types of the kit', () => {
  const found = diagnose('TypeScript 7', fixtures)

  it('accept the right programs', () => {
    expect(found.filter(({ file }) => !wrong.includes(file))).toEqual([])
  })

  it.each(wrong)('reject %s in one place, with its sentence', (file) => {
    const { line, sentence } = expectationOf(file)
    const errors = found.filter((one) => one.file === file)
    expect(errors.map((one) => one.line)).toEqual([line])
    expect(errors[0]?.text).toContain(sentence)
  })
})
