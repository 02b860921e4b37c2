import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Compiler, diagnose } from '../../../core/test/types/diagnostics.ts'

const fixtures = join(__dirname, 'fixtures')
const wrong = readdirSync(join(fixtures, 'wrong')).map((name) => `wrong/${name}`)

/** The line that must not compile, and the sentence above it that the compiler must say. */
const expectation = (file: string): { line: number; sentence: string } => {
  const lines = readFileSync(join(fixtures, file), 'utf8').split('\n')
  const above = lines.findIndex((line) => line.startsWith('// '))
  return { line: above + 2, sentence: (lines[above] ?? '').slice(3) }
}

describe.each<Compiler>(['TypeScript 7', 'TypeScript 5.9'])('%s', (compiler) => {
  const found = diagnose(compiler, fixtures)

  it('accepts what the cachers hold', () => {
    expect(found.filter(({ file }) => !wrong.includes(file))).toEqual([])
  })

  it.each(wrong)('rejects %s in one place, with its sentence', (file) => {
    const { line, sentence } = expectation(file)
    const errors = found.filter((one) => one.file === file)
    expect(errors.map((one) => one.line)).toEqual([line])
    expect(errors[0]?.text).toContain(sentence)
  })
})
