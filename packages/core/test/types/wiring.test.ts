import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Compiler } from './diagnostics.ts'
import { diagnose } from './diagnostics.ts'

const fixtures = join(__dirname, 'fixtures')
const inFolder = (folder: string): string[] =>
  readdirSync(join(fixtures, folder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`)

const right = inFolder('right')
const wrong = inFolder('wrong')

/** A wrong program says, in the comment above the line that must not compile, what the compiler must say. */
const expectation = (file: string): { line: number; sentence: string } => {
  const lines = readFileSync(join(fixtures, file), 'utf8').split('\n')
  const above = lines.findIndex((line) => /^\s*\/\/ /u.test(line))
  return { line: above + 2, sentence: (lines[above] ?? '').replace(/^\s*\/\/ /u, '') }
}

describe.each<Compiler>(['TypeScript 7', 'TypeScript 5.9'])('%s', (compiler) => {
  const found = diagnose(compiler, fixtures)

  it('reports nothing outside the wrong programs', () => {
    expect(found.filter(({ file }) => !wrong.includes(file))).toEqual([])
  })

  it.each(wrong)('rejects %s in one place, with its sentence', (file) => {
    const { line, sentence } = expectation(file)
    const errors = found.filter((one) => one.file === file)
    expect(errors.map((one) => one.line)).toEqual([line])
    expect(errors[0]?.text).toContain(sentence)
  })

  if (compiler === 'TypeScript 7') {
    it.each(wrong)('says the same as ever of %s', (file) => {
      expect(found.find((one) => one.file === file)?.text).toMatchSnapshot()
    })
  }
})

describe('a project with the usual strict options only', () => {
  it('accepts the right programs', () => {
    const found = diagnose('TypeScript 7', join(fixtures, 'usual'))
    expect(found).toEqual([])
    expect(right.length).toBeGreaterThan(0)
  })
})
