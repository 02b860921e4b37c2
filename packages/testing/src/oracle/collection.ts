import type { ArtifactTrace, StoredArtifact, Target } from '@stagewright/core'
import type { StoreEdit } from './edit.ts'
import { expectRun, type Situation } from './expect.ts'
import { OracleFinding } from './finding.ts'
import { checksumOf } from './frail-store.ts'
import { type Bench, executionsIn, type Memory, type Scene } from './laboratory.ts'
import type { Entry, Ledger } from './ledger.ts'

type Collection = Extract<StoreEdit, { readonly type: 'collect-garbage' }>

/** Bytes that a store is cut down to: some of what a program makes. */
const mostBytes = 200

/**
 * Collects a store's garbage, where the laboratory can. What was replaced can go and nobody notices; of what a plan of the
 * present program cannot reuse, nothing may go that a run of it, or early cutoff, could find.
 *
 * @throws OracleFinding
 */
export const collectInBench = async (
  bench: Bench,
  memory: Memory,
  scene: Scene,
  { taking }: Collection,
): Promise<void> => {
  if (bench.collect === undefined) return
  const { store, below } = memory
  const targets = scene.built.targets as readonly Target[]
  await bench.collect(below, {
    ...(taking === 'unreachable' && {
      unreachableFrom: [(watched) => bench.engine.plan(targets, { store: store.over(watched) })],
    }),
    ...(taking === 'excess' && { maxBytes: mostBytes }),
  })
  const left = await ledgerAfter(memory)
  if (taking !== 'excess' && !bench.onlyValues) {
    const needs = (ledger: Ledger) => expectRun(situationWith(bench, memory, scene, ledger)).allowed
    const before = needs(memory.ledger)
    for (const [key, reason] of needs(left))
      if (!before.has(key))
        throw new OracleFinding('lost', `after ${taking} garbage went, something runs again: ${reason}`)
    const gone = [...memory.ledger].find(([key, entry]) => left.get(key) !== entry)
    if (taking === 'replaced' && gone !== undefined)
      throw new OracleFinding(
        'lost',
        `what nothing had replaced went: ${JSON.stringify([...gone[1].outputs])}`,
      )
  }
  memory.ledger = left
  memory.standings = new Map([...memory.standings].filter(([, { key }]) => left.has(key)))
  for (const key of memory.known.keys()) if (!left.has(key)) memory.known.delete(key)
}

const situationWith = ({ world }: Bench, { store }: Memory, scene: Scene, ledger: Ledger): Situation => ({
  ...scene,
  world,
  ledger,
  overwritten: new Set(),
  run: 'garbage',
  isThere: ({ content }) => store.isThere(checksumOf(content)),
})

/** What is still known, and can still be loaded: the same entries where nothing went. */
const ledgerAfter = async ({ below, ledger, known }: Memory): Promise<Ledger> => {
  const remembered = new Map<string, ReadonlySet<string>>()
  const session = await below.open({ readOnly: true })
  try {
    for (const { trace, superseded } of await executionsIn(below)) {
      if (superseded) continue
      const saved = trace.outputs.filter(isSaved)
      const held = await session.holds(saved.map(({ stored }) => stored))
      remembered.set(trace.key, new Set(saved.filter((_, at) => held[at]).map(({ name }) => name)))
    }
  } finally {
    await session.close()
  }
  return new Map(
    [...ledger].flatMap(([key, entry]): readonly (readonly [string, Entry])[] => {
      const held = remembered.get(known.get(key)?.engineKey ?? '')
      if (held === undefined) return []
      const isWhole = [...entry.outputs].every(([name, { stored }]) => stored === undefined || held.has(name))
      return [[key, isWhole ? entry : emptied(entry, held)]]
    }),
  )
}

const emptied = ({ outputs }: Entry, held: ReadonlySet<string>): Entry => ({
  outputs: new Map(
    [...outputs].map(([name, output]) => [name, held.has(name) ? output : { ...output, stored: undefined }]),
  ),
})

const isSaved = (output: ArtifactTrace): output is ArtifactTrace & { readonly stored: StoredArtifact } =>
  output.stored !== undefined
