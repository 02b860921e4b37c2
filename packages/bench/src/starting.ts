import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median, type ProcessCost, processMeter } from './process-cost.ts'

// How long the library takes to be imported over a bare Node, and how long the command takes to start: `--help`, and a
// plan of the starter in which nothing changed.
// Each round runs all of them in turn, so that a busy machine slows all alike.

const rounds = Number(process.argv[2] ?? 15)
/** Over a bare Node, in milliseconds. */
const limit = 150
const importLimit = 60

const imported = 'import stagewright'

const root = realpathSync(fileURLToPath(new URL('../../..', import.meta.url)))
const command = join(root, 'packages/stagewright/bin/stagewright.js')
const home = mkdtempSync(join(tmpdir(), 'stagewright-starting-'))
const measure = processMeter(home)

const starter = (name: string, options: readonly string[]): string => {
  const folder = join(home, name)
  measure([command, 'init', folder, ...options], { cwd: home })
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(join(root, 'node_modules/stagewright'), join(folder, 'node_modules/stagewright'))
  measure([command, 'run', join(folder, `experiment.${name}`), '--quiet'], { cwd: folder })
  return folder
}

try {
  writeFileSync(join(home, 'nothing.mjs'), '')
  const [js, ts] = [starter('js', ['--javascript']), starter('ts', [])]
  writeFileSync(join(js, 'importing.mjs'), "import 'stagewright'")
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ['bare', [join(home, 'nothing.mjs')], home],
    [imported, [join(js, 'importing.mjs')], js],
    ['--help', [command, '--help'], home],
    ['plan, JavaScript', [command, 'plan', 'experiment.js'], js],
    ['plan, TypeScript', [command, 'plan', 'experiment.ts'], ts],
  ]
  const costs = new Map<string, ProcessCost[]>(cases.map(([name]) => [name, []]))
  for (let round = 0; round < rounds; round++)
    for (const [name, args, cwd] of cases) costs.get(name)?.push(measure(args, { cwd }))
  const of = (name: string, kind: keyof ProcessCost): number =>
    median((costs.get(name) ?? []).map((cost) => cost[kind]))
  const bare = { wallMs: of('bare', 'wallMs'), processorMs: of('bare', 'processorMs') }
  console.log(`Node ${process.version}, medians of ${rounds}; a bare Node: ${bare.wallMs.toFixed(0)} ms`)
  for (const [name] of cases.slice(1)) {
    const wall = of(name, 'wallMs') - bare.wallMs
    const processor = of(name, 'processorMs') - bare.processorMs
    const most = name === imported ? importLimit : limit
    const verdict = wall <= most ? 'within' : 'OVER'
    console.log(
      `${name.padEnd(18)} ${wall.toFixed(0).padStart(5)} ms over bare (${processor.toFixed(0)} ms of processor time), ${verdict} ${most} ms`,
    )
  }
} finally {
  rmSync(home, { recursive: true, force: true })
}
