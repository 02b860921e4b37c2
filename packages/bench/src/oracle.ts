// Random pipelines under random edits: an incremental run must give what a clean run gives, and execute only what is
// needed. Run: node packages/bench/dist/oracle.js [cases] [seed] [minutes]. Two processes share the cases, most of them
// with stores in memory, every twentieth batch with stores in files whose garbage is collected; a case that goes wrong
// is printed at once, made as small as it gets in two minutes, and printed again with what leads to it.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { collectGarbage, fileStore, type GarbageOptions, type Store } from 'stagewright'

const processes = 2
/** Cases that a process checks before it reports on them. */
const batch = 250
/** Of how many batches one has its stores in files. */
const filesEvery = 20
const shrinkingMs = 120_000
const progressMs = 30_000

/** Cases leave much behind at once, which is swept less often where there is more room for it. */
const youngSpace = '--max-semi-space-size=64'

const [, , mode = '100000', seedText = '1', limitText = '60', share = '0'] = process.argv

interface Tally {
  readonly cases: number
  readonly edits: number
  readonly runs: number
  readonly steps: number
  readonly executions: number
  /** Of the cases, those with stores in files. */
  readonly inFiles: number
}

interface Counterexample {
  readonly seed: number
  readonly path: string
  readonly type: string
  readonly message: string
}

interface Report extends Omit<Tally, 'inFiles'> {
  readonly counterexample?: Counterexample
}

/** What a process tells: a batch, or the same counterexample, made smaller. */
type Message =
  | { readonly type: 'batch'; readonly report: Report; readonly inFiles: boolean }
  | { readonly type: 'smaller'; readonly counterexample: Counterexample }

/** Where the stores of a batch are, and how their garbage is collected. */
interface Laboratory {
  readonly makeStore?: () => Store
  readonly collect?: (store: Store, rules: GarbageOptions) => Promise<unknown>
}

/** The kit of the testing package, by a name that is looked up when it is needed. */
interface Kit {
  readonly runOracle: (
    options: Laboratory & {
      readonly cases: number
      readonly seed: number
      readonly path?: string
      readonly shrink?: boolean
      readonly timeLimitMs?: number
    },
  ) => Promise<Report>
}

const work = async (): Promise<void> => {
  const kit: Kit = await import(String('@stagewright/testing/oracle'))
  const tell = (message: Message): void => void process.stdout.write(`${JSON.stringify(message)}\n`)
  const until = performance.now() + Number(limitText) * 60_000
  let left = Number(share)
  for (let seed = Number(seedText); left > 0 && performance.now() < until; seed += processes) {
    const inFiles = Math.floor(seed / processes) % filesEvery === 0
    const folder = inFiles ? mkdtempSync(join(tmpdir(), 'stagewright-oracle-')) : undefined
    try {
      const laboratory = folder === undefined ? {} : collecting(folder)
      const report = await kit.runOracle({ ...laboratory, cases: Math.min(batch, left), seed, shrink: false })
      tell({ type: 'batch', report, inFiles })
      if (report.counterexample !== undefined) {
        const { path } = report.counterexample
        const smaller = await kit.runOracle({ ...laboratory, cases: 1, seed, path, timeLimitMs: shrinkingMs })
        if (smaller.counterexample !== undefined)
          tell({ type: 'smaller', counterexample: smaller.counterexample })
        return
      }
    } finally {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
    }
    left -= batch
  }
}

const collecting = (folder: string): Laboratory => {
  let stores = 0
  return {
    makeStore: () => fileStore(join(folder, String(stores++))),
    collect: (store, rules) => collectGarbage(store.name, rules),
  }
}

/** What a process found, and how it ended. */
interface Outcome {
  readonly found: Counterexample | undefined
  readonly death: string | undefined
}

const watch = async (index: number, cases: number, take: (report: Tally) => void): Promise<Outcome> => {
  const seed = Number(seedText) + index
  const child = spawn(
    process.execPath,
    [
      youngSpace,
      fileURLToPath(import.meta.url),
      'work',
      String(seed),
      limitText,
      String(Math.ceil(cases / processes)),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = new Promise<string | undefined>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(code === 0 ? undefined : `${signal ?? code}`))
  })
  let batches = 0
  let found: Counterexample | undefined
  for await (const line of createInterface({ input: child.stdout })) {
    const message: Message = JSON.parse(line)
    if (message.type === 'smaller') found = message.counterexample
    else {
      batches++
      take({ ...message.report, inFiles: message.inFiles ? message.report.cases : 0 })
      found = message.report.counterexample
      if (found !== undefined)
        console.log(`${found.message} (seed ${found.seed}, path ${found.path}); it is made smaller`)
    }
  }
  const end = await ended
  if (end === undefined) return { found, death: undefined }
  const at = found === undefined ? `seed ${seed + batches * processes}` : `making seed ${found.seed} smaller`
  return { found, death: `a process ended with ${end} at ${at}` }
}

const main = async (): Promise<void> => {
  const cases = Number(mode)
  const started = performance.now()
  const seconds = (): string => ((performance.now() - started) / 1000).toFixed(0)
  const total = { cases: 0, inFiles: 0, edits: 0, runs: 0, steps: 0, executions: 0 }
  const take = (report: Tally): void => {
    total.cases += report.cases
    total.inFiles += report.inFiles
    total.edits += report.edits
    total.runs += report.runs
    total.steps += report.steps
    total.executions += report.executions
  }
  const progress = setInterval(() => {
    console.log(`${total.cases} of ${cases} cases, ${total.runs} runs, ${seconds()} s`)
  }, progressMs)
  const outcomes = await Promise.all(
    Array.from({ length: processes }, (_, index) => watch(index, cases, take)),
  ).finally(() => clearInterval(progress))
  const found = outcomes.flatMap((outcome) => outcome.found ?? [])
  const deaths = outcomes.flatMap(({ death }) => death ?? [])
  for (const each of found) console.log(JSON.stringify(each, undefined, 1))
  const count = (type: string): number => found.filter((each) => each.type === type).length
  const known = count('stale') + count('needless') + count('missing')
  console.log(`cases                ${total.cases}`)
  console.log(`of them in files     ${total.inFiles}`)
  console.log(`edits                ${total.edits}`)
  console.log(`runs                 ${total.runs}`)
  console.log(`steps                ${total.steps}`)
  console.log(`executed             ${total.executions}`)
  console.log(`stale results        ${count('stale')}`)
  console.log(`needless executions  ${count('needless')}`)
  console.log(`missing executions   ${count('missing')}`)
  console.log(`other findings       ${found.length - known}`)
  console.log(`time                 ${seconds()} s`)
  for (const death of deaths) console.log(death)
  process.exitCode = found.length + deaths.length === 0 ? 0 : 1
}

await (mode === 'work' ? work() : main())
