import { executorConformance } from '@stagewright/testing/executor-conformance'
import { storeConformance } from '@stagewright/testing/store-conformance'
import * as stagewright from 'stagewright'
import { type Executor, type Fingerprinter, inProcess, json, makeEngine, memoryStore } from 'stagewright'
import { nodeFingerprinter, record, run, stage, type StageContext } from 'stagewright'
import type { KeyValueMap } from '../own-store/key-value-map.ts'
import { keyValueStore } from '../own-store/key-value-store.ts'

type Test = (title: string, run: () => Promise<void>) => void

const square = stage({ outputs: ['y'], cachers: [json()] })(function square({
  params,
}: StageContext<{ x: number }>) {
  return { y: params.x ** 2 }
})
const target = square(record({ x: 3 }))

export const runningOn = async (map: KeyValueMap) => {
  // #region use-store
  const store = keyValueStore('the team cache', map)
  const result = await run(target, { store })
  // #endregion use-store
  return result.counts
}

export const provingStore = (newMap: () => KeyValueMap, test: Test): void => {
  // #region prove-store
  const facts = storeConformance(async () => ({ store: keyValueStore('a new one', newMap()) }))
  for (const { title, run } of facts) test(title, run)
  // #endregion prove-store
}

// #region wrap
/** Lets an executor carry out one call at a time of the stages that are named. */
const oneAtATime = (inner: Executor, ...stages: readonly string[]): Executor => {
  let last: Promise<unknown> = Promise.resolve()
  return {
    name: `${inner.name}, one at a time`,
    execute: (call, channel) => {
      if (!stages.includes(call.stage)) return inner.execute(call, channel)
      const result = last.then(() => inner.execute(call, channel))
      last = result.catch(() => {})
      return result
    },
  }
}
// #endregion wrap

export const wrapping = async () => {
  // #region use-wrapper
  const executor = oneAtATime(inProcess(), 'square')
  const result = await run(target, { store: memoryStore(), executor })
  // #endregion use-wrapper
  return result.counts
}

export const provingExecutor = (makeExecutor: (stages: URL) => Executor, test: Test): void => {
  // #region prove-executor
  const facts = executorConformance(async (stages) => ({ executor: makeExecutor(stages) }), stagewright)
  for (const { title, run } of facts) test(title, run)
  // #endregion prove-executor
}

// #region fingerprinter
/** Node's fingerprinter, for code that was built: the build's own version counts with each function. */
const ofBuild = (version: string): Fingerprinter => {
  const node = nodeFingerprinter()
  return {
    ...node,
    code: (fn) => {
      const known = node.code(fn)
      const build = node.digest(version)
      return { ...known, digest: node.digest(known.digest + build), parts: { ...known.parts, build } }
    },
  }
}
// #endregion fingerprinter

export const fingerprinting = async () => {
  const store = memoryStore()
  // #region use-fingerprinter
  const engine = makeEngine({ fingerprinter: ofBuild('2.4.1') })
  await engine.run(target, { store })
  // #endregion use-fingerprinter
  const next = await makeEngine({ fingerprinter: ofBuild('2.5.0') }).plan(target, { store })
  return next.steps.map(({ explanation }) => explanation)
}
