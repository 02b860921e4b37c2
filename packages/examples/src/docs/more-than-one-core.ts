import { record, run, type Store } from 'stagewright'
import { simulate } from './simulate.ts'

/** Estimates pi in two threads. */
export const estimatePi = async (store: Store): Promise<number> => {
  // #region threads
  const { threads } = await import('stagewright')
  await using executor = threads({ stages: new URL('./simulate.js', import.meta.url), size: 2 })
  const runs = [1, 2, 3, 4].map((seed) => simulate(record({ seed, draws: 100_000 })))
  const result = await run(runs, { store, executor, concurrency: 2 })
  const shares = await Promise.all(runs.map((each) => result.value(each, 'share')))
  // #endregion threads
  return (4 * shares.reduce((sum, share) => sum + share, 0)) / shares.length
}
