import { getEventListeners } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { fileStore, json, memoryStore, record, run, stage, type StageContext } from 'stagewright'

// A library that runs three small steps at a time, within a process that lives long: what a run costs, in a store in memory
// and in one in files, and what is left behind by many of them. Run: node packages/bench/dist/embedded.js [runs]

const runs = Number(process.argv[2] ?? 100_000)
const measured = Math.min(1000, runs)
/** Of so many runs, one executes its steps. */
const coldEvery = 100
const looks = 10
/** After the first tenth, less than this may be added to what the process holds, in megabytes. */
const mostGrowth = 8

const first = stage({ outputs: ['x'], cachers: [json()], version: 1 })(function first({
  params,
}: StageContext<{ i: number }>) {
  return { x: params.i }
})
const second = stage({ inputs: ['x'], outputs: ['y'], cachers: [json()], version: 1 })(function second(
  _: StageContext,
  { x }: { x: number },
) {
  return { y: x + 1 }
})
const third = stage({ inputs: ['y'], outputs: ['z'], cachers: [json()], version: 1 })(function third(
  _: StageContext,
  { y }: { y: number },
) {
  return { z: y + 1 }
})
const target = (i: number) => third(second(first(record({ i }))))

const { signal } = new AbortController()
type Store = ReturnType<typeof memoryStore>

const once = async (store: Store, i: number): Promise<void> => {
  const wanted = target(i)
  const result = await run(wanted, { store, signal })
  if ((await result.value(wanted, 'z')) !== i + 2) throw new Error('wrong value')
}

/** Milliseconds of computing for each run. */
const cost = async (count: number, act: (index: number) => Promise<void>): Promise<number> => {
  const before = process.cpuUsage()
  for (let index = 0; index < count; index++) await act(index)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / count
}

setFlagsFromString('--expose-gc')
// Node gives no type to what the flag makes.
const collectGarbage = runInNewContext('gc') as () => void

const held = () => {
  collectGarbage()
  collectGarbage()
  return {
    megabytes: process.memoryUsage().heapUsed / 2 ** 20,
    files: readdirSync('/proc/self/fd').length,
    timers: process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
    'abort listeners': getEventListeners(signal, 'abort').length,
    'exit listeners': process.listenerCount('exit'),
  }
}

const folder = mkdtempSync(join(tmpdir(), 'stagewright-embedded-'))
const stores: Readonly<Record<string, Store>> = {
  memory: memoryStore(),
  files: fileStore(join(folder, 'store')),
}
const costs = new Map<string, { reused: number; cold: number }>()
/** Of values that no run has had. */
let fresh = 1
try {
  for (const [name, store] of Object.entries(stores)) {
    await cost(measured, () => once(store, 0))
    const reused = await cost(measured, () => once(store, 0))
    await cost(measured / 10, () => once(store, fresh++))
    const cold = await cost(measured / 2, () => once(store, fresh++))
    costs.set(name, { reused, cold })
    console.log(
      `${name.padEnd(8)} reused ${reused.toFixed(3)} ms, cold ${cold.toFixed(3)} ms of computing a run`,
    )
  }
  const [memory, files] = [...costs.values()]
  if (memory !== undefined && files !== undefined)
    console.log(
      `files over memory: reused ${(files.reused / memory.reused).toFixed(2)}, cold ${(files.cold / memory.cold).toFixed(2)}`,
    )

  const store = fileStore(join(folder, 'store'))
  const seen: ReturnType<typeof held>[] = []
  for (let done = 0; done < runs; done++) {
    await once(store, done % coldEvery === 0 ? fresh++ : done % coldEvery)
    if ((done + 1) % Math.ceil(runs / looks) !== 0) continue
    const now = held()
    seen.push(now)
    const shown = Object.entries(now).map(([what, count]) => `${what} ${Math.round(count * 10) / 10}`)
    console.log(`${String(done + 1).padStart(7)} runs: ${shown.join(', ')}`)
  }
  const [begin, end] = [seen[1], seen.at(-1)]
  if (begin !== undefined && end !== undefined) {
    const grown = Object.entries(end).filter(
      ([what, count]) => count > Reflect.get(begin, what) + (what === 'megabytes' ? mostGrowth : 0),
    )
    console.log(
      grown.length === 0
        ? 'Nothing is left behind.'
        : `More than before: ${grown.map(([what]) => what).join(', ')}`,
    )
    process.exitCode = grown.length === 0 ? 0 : 1
  }
  await store.close()
  console.log(
    `closed: files ${readdirSync('/proc/self/fd').length}, exit listeners ${process.listenerCount('exit')}`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
