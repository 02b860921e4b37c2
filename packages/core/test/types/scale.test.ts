import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Compiler } from './diagnostics.ts'
import { compile } from './diagnostics.ts'

const fixtures = join(__dirname, 'fixtures')
const fpTs = require.resolve('fp-ts/lib/function.js')

const count = (length: number): number[] => Array.from({ length }, (_, index) => index)

/** Stages that each read the output of the one before, and parameters that some share. */
const stages = (size: number): string =>
  count(size)
    .map((index) => {
      const context = `{ params }: StageContext<{ p${index % 10}: number }>`
      const output = `a${index}: { v: params.p${index % 10} }`
      return index === 0
        ? `const s0 = stage({ outputs: ['a0'], cachers: [json()] })((${context}) => ({ ${output} }))`
        : `const s${index} = stage({ inputs: ['a${index - 1}'], outputs: ['a${index}'], cachers: [json()] })(
  (${context}, inputs: { a${index - 1}: { v: number } }) => ({ ${output} }))`
    })
    .join('\n')

const within = (parts: readonly string[], start: string): string =>
  parts.length === 0 ? start : within(parts.slice(18), `pipe(${[start, ...parts.slice(0, 18)].join(', ')})`)

const compositions = {
  'chained constants': (names: readonly string[]) => {
    const steps = names.map((name, index) => `const r${index + 1} = ${name}(r${index})`)
    return `const r0 = start\n${steps.join('\n')}\nconst end = r${names.length}`
  },
  'nested calls': (names: readonly string[]) =>
    `const end = ${names.reduce((inner, name) => `${name}(${inner})`, 'start')}`,
  pipe: (names: readonly string[]) => `const end = ${within(names, 'start')}`,
  pipeline: (names: readonly string[]) => `const end = pipeline(${names.join(', ')})(start)`,
} as const satisfies Record<string, (names: readonly string[]) => string>

type Style = keyof typeof compositions

const block = (size: number, style: Style): string => `{
${compositions[style](count(size).map((index) => `s${index}`))}
exactly<{ v: number }>()(await result.value(end, 'a0'))
exactly<{ v: number }>()(await result.value(end, 'a${size - 1}'))
}`

const program = (size: number, ...styles: readonly Style[]): string =>
  `import type { StageContext } from '${fixtures}/prelude.ts'
import { exactly, json, pipeline, record, result, stage } from '${fixtures}/prelude.ts'
import { pipe } from '${fpTs}'
${stages(size)}
const start = record({ ${count(10)
    .map((index) => `p${index}: ${index}`)
    .join(', ')} })
${styles.map((style) => block(size, style)).join('\n')}
export { pipe, pipeline }
`

/** The errors, and how many types the compiler had to make. */
const measure = (compiler: Compiler, source: string): { errors: string[]; instantiations: number } => {
  const folder = mkdtempSync(join(tmpdir(), 'stagewright-types-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(folder, 'program.ts'), source)
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: `${fixtures}/tsconfig.json`, include: ['program.ts'] }),
    )
    const options = compiler === 'TypeScript 7' ? ['--singleThreaded'] : []
    const out = compile(compiler, folder, '--extendedDiagnostics', ...options)
    return {
      errors: out.split('\n').filter((line) => line.includes('error TS')),
      instantiations: Number(/Instantiations:\s+(\d+)/u.exec(out)?.[1]),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

// Measured, and a tenth more. Instantiations are the same in every run; a larger number is a decision.
const budgets: readonly (readonly [Style, number])[] = [
  ['chained constants', 1_020_000],
  ['nested calls', 1_100_000],
  ['pipe', 1_045_000],
  ['pipeline', 1_312_000],
]

describe('400 stages', () => {
  it.each(budgets)(
    'compose by %s within %i instantiations',
    (style, budget) => {
      const { errors, instantiations } = measure('TypeScript 7', program(400, style))
      expect(errors).toEqual([])
      expect(instantiations).toBeLessThanOrEqual(budget)
    },
    120_000,
  )
})

describe('200 stages', () => {
  it('compose in every way with TypeScript 5.9, too', () => {
    const styles = budgets.map(([style]) => style)
    expect(measure('TypeScript 5.9', program(200, ...styles)).errors).toEqual([])
  }, 120_000)
})
