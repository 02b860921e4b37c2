import {
  type Experiment,
  experiment,
  memoryStore,
  record,
  run,
  stage,
  type StageContext,
  threads,
} from 'stagewright'
import { isMainThread } from 'node:worker_threads'
import { availableParallelism } from 'node:os'

// Steps that only compute: in the thread of the run, and in two threads.

const steps = 8
const rounds = 3

const compute = stage({ outputs: ['x'] })(function compute({ params }: StageContext<{ seed: number }>) {
  let x = params.seed
  for (let index = 0; index < 300_000_000; index++) x = (x * 1_103_515_245 + 12_345) % 2_147_483_648
  return { x }
})

/** What a thread finds the stage in. */
export const computing: Experiment = experiment({
  name: 'computing',
  params: { one: { seed: 1 } },
  build: (records) => records.map(compute),
})

const seconds = async (executor?: ReturnType<typeof threads>): Promise<number> => {
  const targets = Array.from({ length: steps }, (_, seed) => compute(record({ seed })))
  const began = performance.now()
  await run(targets, { store: memoryStore(), concurrency: 2, ...(executor && { executor }) })
  return (performance.now() - began) / 1000
}

const main = async (): Promise<void> => {
  await using executor = threads({ stages: import.meta.url, size: 2 })
  await seconds(executor)
  for (let round = 0; round < rounds; round++) {
    const [here, there] = [await seconds(), await seconds(executor)]
    console.log(
      `${here.toFixed(2)} s here, ${there.toFixed(2)} s in two threads: ${(here / there).toFixed(2)} times as fast (${availableParallelism()} cores)`,
    )
  }
}

if (isMainThread) await main()
