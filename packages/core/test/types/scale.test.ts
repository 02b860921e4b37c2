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

/** Stages that each replace the one artifact that all read, and add one. */
const replacing = (size: number): string =>
  count(size)
    .map((index) => {
      const context = `{ params }: StageContext<{ p${index % 10}: number }>`
      return index === 0
        ? `const s0 = stage({ outputs: ['a'], cachers: [json()] })((${context}) => ({ a: { v: params.p0 } }))`
        : `const s${index} = stage({ inputs: ['a'], outputs: ['a', 'b${index}'], cachers: [json(), json()] })(
  (${context}, { a }: { a: { v: number } }) => ({ a: { v: a.v + params.p${index % 10} }, b${index}: a.v }))`
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

const block = (size: number, style: Style, artifacts: readonly string[]): string => `{
${compositions[style](count(size).map((index) => `s${index}`))}
${artifacts.map((name) => `exactly<{ v: number }>()(await result.value(end, '${name}'))`).join('\n')}
}`

const program = (made: string, blocks: readonly string[]): string =>
  `import type { StageContext } from '${fixtures}/prelude.ts'
import { exactly, json, pipeline, record, result, stage } from '${fixtures}/prelude.ts'
import { pipe } from '${fpTs}'
${made}
const start = record({ ${count(10)
    .map((index) => `p${index}: ${index}`)
    .join(', ')} })
${blocks.join('\n')}
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

const growing = (size: number, ...styles: readonly Style[]): string =>
  program(
    stages(size),
    styles.map((style) => block(size, style, ['a0', `a${size - 1}`])),
  )

// Measured, and a tenth more. Instantiations are the same in every run; a larger number is a decision. Records are flat, which is
// what editors show: so each stage looks at all artifacts once.
const budgets: readonly (readonly [Style, number])[] = [
  ['chained constants', 3_600_000],
  ['nested calls', 3_690_000],
  ['pipe', 3_620_000],
  ['pipeline', 1_945_000],
]

describe('400 stages', () => {
  it.each(budgets)(
    'compose by %s within %i instantiations',
    (style, budget) => {
      const { errors, instantiations } = measure('TypeScript 7', growing(400, style))
      expect(errors).toEqual([])
      expect(instantiations).toBeLessThanOrEqual(budget)
    },
    120_000,
  )
})

describe('300 stages that each replace one artifact', () => {
  it.each<readonly [Style, number]>([
    ['chained constants', 1_618_000],
    ['pipeline', 1_110_000],
  ])(
    'compose by %s within %i instantiations',
    (style, budget) => {
      const source = program(replacing(300), [block(300, style, ['a'])])
      const { errors, instantiations } = measure('TypeScript 7', source)
      expect(errors).toEqual([])
      expect(instantiations).toBeLessThanOrEqual(budget)
    },
    120_000,
  )
})

describe('200 stages', () => {
  it('compose in every way with TypeScript 5.9, too', () => {
    const styles = budgets.map(([style]) => style)
    expect(measure('TypeScript 5.9', growing(200, ...styles)).errors).toEqual([])
  }, 240_000)
})
