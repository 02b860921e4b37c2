import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Compiler } from './diagnostics.ts'
import { diagnose } from './diagnostics.ts'
import { expectRejection } from './expect-rejection.ts'

const fixtures = join(__dirname, 'fixtures')
const inFolder = (folder: string): string[] =>
  readdirSync(join(fixtures, folder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`)

const right = inFolder('right')
const wrong = inFolder('wrong')

/** `npm run compilers` tries what lies between them, too, which checks as its neighbours do. */
const all = process.env['STAGEWRIGHT_COMPILERS'] === 'all'
const middle: readonly Compiler[] = all ? ['TypeScript 6.0'] : []

describe.each<Compiler>(['TypeScript 7', ...middle, 'TypeScript 5.9'])('%s', (compiler) => {
  const found = diagnose(compiler, fixtures)

  it('reports nothing outside the wrong programs', () => {
    expect(found.filter(({ file }) => !wrong.includes(file))).toEqual([])
  })

  it.each(wrong)('rejects %s in one place, with its sentence', (file) => {
    expectRejection(found, fixtures, file)
  })

  if (compiler === 'TypeScript 7') {
    it.each(wrong)('says the same as ever of %s', (file) => {
      expect(found.find((one) => one.file === file)?.text).toMatchSnapshot()
    })
  }
})

describe("a bundler's project with the usual strict options only", () => {
  const older: readonly Compiler[] = all ? ['TypeScript 6.0', 'TypeScript 5.9'] : []
  it.each<Compiler>(['TypeScript 7', ...older])('accepts the right programs with %s', (compiler) => {
    const found = diagnose(compiler, join(fixtures, 'usual'))
    expect(found).toEqual([])
    expect(right.length).toBeGreaterThan(0)
  })
})
