import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Compiler, diagnose } from '../../../core/test/types/diagnostics.ts'
import { expectRejection } from '../../../core/test/types/expect-rejection.ts'

const fixtures = join(__dirname, 'fixtures')
const wrong = readdirSync(join(fixtures, 'wrong')).map((name) => `wrong/${name}`)

describe.each<Compiler>(['TypeScript 7', 'TypeScript 5.9'])('%s', (compiler) => {
  const found = diagnose(compiler, fixtures)

  it('accepts what the cachers hold', () => {
    expect(found.filter(({ file }) => !wrong.includes(file))).toEqual([])
  })

  it.each(wrong)('rejects %s in one place, with its sentence', (file) => {
    expectRejection(found, fixtures, file)
  })
})
