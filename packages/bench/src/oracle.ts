// Random pipelines under random edits: an incremental run must give what a clean run gives, and execute only what is
// needed. Run: node packages/bench/dist/oracle.js [cases] [seed] [minutes]. Two processes share the cases; a case that
// goes wrong is made as small as it gets and printed with what leads to it.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const processes = 2
/** Cases that a process checks before it tells of them. */
const batch = 250

/** Cases leave much behind at once, which is swept less often where there is more room for it. */
const youngSpace = '--max-semi-space-size=64'

const [, , mode = '100000', seedText = '1', limitText = '60', share = '0'] = process.argv

interface Report {
  readonly cases: number
  readonly edits: number
  readonly runs: number
  readonly steps: number
  readonly executions: number
  readonly counterexample?: { readonly seed: number; readonly path: string; readonly type: string }
}

/** The kit of the testing package, by a name that is looked up when it is needed. */
interface Kit {
  readonly runOracle: (options: { readonly cases: number; readonly seed: number }) => Promise<Report>
}

/** A batch for each line. */
const work = async (): Promise<void> => {
  const kit: Kit = await import(String('@stagewright/testing'))
  const until = performance.now() + Number(limitText) * 60_000
  let left = Number(share)
  for (let seed = Number(seedText); left > 0 && performance.now() < until; seed += processes) {
    const report = await kit.runOracle({ cases: Math.min(batch, left), seed })
    process.stdout.write(`${JSON.stringify(report)}\n`)
    if (report.counterexample !== undefined) return
    left -= batch
  }
}

const main = async (): Promise<void> => {
  const cases = Number(mode)
  const started = performance.now()
  const total = { cases: 0, edits: 0, runs: 0, steps: 0, executions: 0 }
  const found: NonNullable<Report['counterexample']>[] = []
  const take = (report: Report): void => {
    total.cases += report.cases
    total.edits += report.edits
    total.runs += report.runs
    total.steps += report.steps
    total.executions += report.executions
    if (report.counterexample !== undefined) found.push(report.counterexample)
  }
  await Promise.all(
    Array.from({ length: processes }, async (_, index) => {
      const args = ['work', String(Number(seedText) + index), limitText, String(Math.ceil(cases / processes))]
      const child = spawn(process.execPath, [youngSpace, fileURLToPath(import.meta.url), ...args], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const ended = new Promise<void>((resolve, reject) => {
        child.once('error', reject)
        child.once('close', (code) =>
          code === 0 ? resolve() : reject(new Error(`a process ended with ${code}`)),
        )
      })
      for await (const line of createInterface({ input: child.stdout })) take(JSON.parse(line))
      await ended
    }),
  )
  const count = (type: string): number => found.filter((each) => each.type === type).length
  console.log(`cases                ${total.cases}`)
  console.log(`edits                ${total.edits}`)
  console.log(
    `runs                 ${total.runs}, of ${total.steps} steps, of which ${total.executions} were executed`,
  )
  console.log(`stale results        ${count('stale')}`)
  console.log(`needless executions  ${count('needless')}`)
  console.log(`other findings       ${found.length - count('stale') - count('needless')}`)
  console.log(`time                 ${((performance.now() - started) / 1000).toFixed(0)} s`)
  for (const each of found) console.log(JSON.stringify(each, undefined, 1))
  process.exitCode = found.length === 0 ? 0 : 1
}

await (mode === 'work' ? work() : main())
