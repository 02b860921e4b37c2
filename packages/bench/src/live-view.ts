import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median, type ProcessCost, processMeter } from './process-cost.ts'

// What the live view costs on a run of trivial steps: the command on a terminal, against the same with --quiet. The two
// take turns, so that a busy machine slows both alike.

const steps = Number(process.argv[2] ?? 10_000)
const rounds = Number(process.argv[3] ?? 5)
/** Of the run without it. */
const limit = 0.1

const root = realpathSync(fileURLToPath(new URL('../../..', import.meta.url)))
const command = join(root, 'packages/stagewright/bin/stagewright.js')
const home = mkdtempSync(join(tmpdir(), 'stagewright-live-'))
const measure = processMeter(home)

const program = `import { experiment, json, stage } from 'stagewright'
const steps = ${steps}
const double = stage({ outputs: ['double'], cachers: [json()] })(function double({ params }) { return { double: params.n * 2 } })
const next = stage({ inputs: ['double'], outputs: ['next'], cachers: [json()] })(function next(_, { double }) { return { next: double + 1 } })
const params = Object.fromEntries(Array.from({ length: steps / 2 }, (_, n) => ['r' + n, { n }]))
export default experiment({ name: 'trivial', params, build: (records) => records.map((r) => next(double(r))) })
`

try {
  mkdirSync(join(home, 'node_modules'))
  symlinkSync(join(root, 'node_modules/stagewright'), join(home, 'node_modules/stagewright'))
  writeFileSync(join(home, 'trivial.mjs'), program)
  let runs = 0
  const run = (flags: readonly string[]): ProcessCost => {
    const store = `store-${runs++}`
    const cost = measure([command, 'run', 'trivial.mjs', '--store', store, ...flags], {
      cwd: home,
      terminal: true,
    })
    rmSync(join(home, store), { recursive: true, force: true })
    return cost
  }
  run(['--quiet'])
  const pairs = Array.from({ length: rounds }, () => ({ quiet: run(['--quiet']), live: run([]) }))
  for (const kind of ['wallMs', 'processorMs'] as const) {
    const quiet = median(pairs.map((pair) => pair.quiet[kind]))
    const ratio = median(pairs.map((pair) => pair.live[kind] / pair.quiet[kind])) - 1
    const name = kind === 'wallMs' ? 'wall time' : 'processor time'
    console.log(
      `${steps} trivial steps, ${name}: ${quiet.toFixed(0)} ms without the view, ${(ratio * 100).toFixed(1)} % more with it (median of ${rounds} pairs), ${ratio <= limit ? 'within' : 'OVER'} ${limit * 100} %`,
    )
  }
} finally {
  rmSync(home, { recursive: true, force: true })
}
