import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { nodeFingerprinter } from 'stagewright'

/**
 * What the fingerprint of one stage costs, in microseconds of the processor's time, which others at work on the machine
 * change little: the first time in a process, and again.
 */

type Stage = (...args: never) => unknown

const helperCount = 20

const helpers = [
  'export const settings = { scale: 1, steps: [1, 2, 3] }',
  'const square = (x) => x * x',
  ...Array.from(
    { length: helperCount },
    (_, index) => `export function helper${index}(x) {
  let total = ${index}
  for (let step = 0; step < x; step++) total += square(step) * settings.scale
  return total
}`,
  ),
].join('\n')

const stageText = (index: number): string => `
const LIMIT${index} = ${index}
export function stage${index}({ params }, { rows }) {
  const out = []
  for (const row of rows) {
    const value = helper${index % helperCount}(row.x) + LIMIT${index}
    if (value > params.k && settings.steps.length > 1) out.push({ ...row, value, label: \`row-\${value}\` })
  }
  return { out, total: out.reduce((sum, { value }) => sum + value, helper${(index + 7) % helperCount}(1)) }
}`

const importLine = `import { settings, ${Array.from({ length: helperCount }, (_, index) => `helper${index}`).join(', ')} } from './helpers.mjs'`

const loadStages = async (folder: string, count: number, perFile: number): Promise<Stage[]> => {
  const stages: Stage[] = []
  for (let first = 0; first < count; first += perFile) {
    const path = join(folder, `stages-${count}-${perFile}-${first}.mjs`)
    const texts = Array.from({ length: perFile }, (_, index) => stageText(first + index))
    writeFileSync(path, [importLine, ...texts].join('\n'))
    stages.push(...Object.values((await import(pathToFileURL(path).href)) as Record<string, Stage>))
  }
  return stages
}

const microseconds = (stages: readonly Stage[], fingerprint: (stage: Stage) => unknown): string => {
  const start = process.cpuUsage()
  for (const stage of stages) fingerprint(stage)
  const { user, system } = process.cpuUsage(start)
  return ((user + system) / stages.length).toFixed(0).padStart(6)
}

const folder = mkdtempSync(join(tmpdir(), 'stagewright-bench-'))
writeFileSync(join(folder, 'helpers.mjs'), helpers)
const { code } = nodeFingerprinter()
writeFileSync(join(folder, 'first.mjs'), 'const one = 1\nexport const first = () => one\n')
const { first } = (await import(pathToFileURL(join(folder, 'first.mjs')).href)) as { first: Stage }
const opening = process.cpuUsage()
code(first)
const opened = process.cpuUsage(opening)
console.log(
  `opening the inspector, once in a process: ${((opened.user + opened.system) / 1000).toFixed(0)} ms`,
)
console.log('stages  a file  cold us  warm us')
for (const [count, perFile] of [
  [10, 10],
  [100, 10],
  [1000, 10],
  [1000, 1000],
] as const) {
  const stages = await loadStages(folder, count, perFile)
  const cold = microseconds(stages, code)
  const warm = microseconds(stages, code)
  console.log(`${String(count).padStart(6)}  ${String(perFile).padStart(6)}  ${cold}  ${warm}`)
}
rmSync(folder, { recursive: true, force: true })
