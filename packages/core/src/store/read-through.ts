import type { Answer, PastExecution, Store, StoreSession } from '../ports/store.ts'
import type { Digest, StoredArtifact, Trace } from '../ports/trace.ts'
import { lookInto } from './look-ups.ts'
import { memoryStore } from './memory-store.ts'

/**
 * A session that reads from a store and writes into memory: what `cache: 'read'` runs on. Artifacts are looked for in
 * memory first.
 */
export const readThrough = async (store: Store): Promise<StoreSession> => {
  const below = await store.open({ readOnly: true })
  const memory = await memoryStore().open({ readOnly: false })
  // Memory answers at once.
  const above = lookInto(memory)
  const { path: pathBelow, damaged } = below
  const ownTrace = (key: Digest): Trace | undefined => {
    const own = above.trace(key)
    return own && { ...own, order: Number.POSITIVE_INFINITY }
  }
  const placeOf = (artifact: StoredArtifact): StoreSession => (above.holds(artifact) ? memory : below)
  return {
    readSets: (bases) =>
      over(bases, below.readSets(bases), (base, sets) => [...above.readSets(base), ...sets]),
    traces: (keys) => over(keys, below.traces(keys), (key, trace) => ownTrace(key) ?? trace),
    readings: (paths) =>
      over(paths, below.readings(paths), (path, reading) => above.reading(path) ?? reading),
    latest: (stages, limit) =>
      over(stages, below.latest(stages, limit), (stage, traces) =>
        [...above.latest(stage, limit), ...traces].slice(0, limit),
      ),
    stood: (places) =>
      over(places, below.stood(places), (place, standing) => above.stood([place])[0] ?? standing),
    stand: memory.stand,
    noteRun: memory.noteRun,
    runs: async () => [...(await below.runs()), ...(await memory.runs())],
    executions: () => {
      const all = below.executions()
      return Symbol.asyncIterator in all ? followed(all, memory) : joined(all, memory)
    },
    holds: (artifacts) =>
      over(artifacts, below.holds(artifacts), (artifact, isHeld) => above.holds(artifact) || isHeld),
    ...(damaged && {
      damaged: (artifacts: readonly StoredArtifact[]) =>
        over(artifacts, damaged(artifacts), (artifact, isDamaged) => !above.holds(artifact) && isDamaged),
    }),
    read: (artifact) => placeOf(artifact).read(artifact),
    stream: (artifact) => placeOf(artifact).stream(artifact),
    ...(pathBelow === undefined ? {} : { path: pathBelow }),
    draft: memory.draft,
    claim: memory.claim,
    close: below.close,
  }
}

type Executions = Pick<StoreSession, 'executions'>

async function* followed(first: AsyncIterable<PastExecution>, { executions }: Executions) {
  yield* first
  yield* executions()
}

function* joined(first: Iterable<PastExecution>, { executions }: Executions) {
  yield* first
  const own = executions()
  // Memory answers at once.
  if (Symbol.iterator in own) yield* own
}

/** What the store below answers, with what is in memory laid over each part. */
const over = <Key, Value>(
  keys: readonly Key[],
  answer: Answer<readonly Value[]>,
  lay: (key: Key, value: Value) => Value,
): Answer<readonly Value[]> => {
  const layAll = (values: readonly Value[]): readonly Value[] =>
    values.map((value, at) => {
      const key = keys[at]
      return key === undefined ? value : lay(key, value)
    })
  return answer instanceof Promise ? answer.then(layAll) : layAll(answer)
}
