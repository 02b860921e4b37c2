import { InvalidArgumentError, type Target } from '@stagewright/core'
import type { StoreEdit } from './edit.ts'
import { keyOf, type Situation } from './expect.ts'
import { OracleFinding } from './finding.ts'
import { type Bench, executionsIn, type Known, type Memory, type Scene } from './laboratory.ts'
import type { Node } from './layout.ts'
import type { Entry, Ledger } from './ledger.ts'
import { type Standing, standingOf } from './reasons.ts'

/** What accepting should come to. */
interface Verdict {
  readonly ledger: Ledger
  /** What each accepted step stands on from then on, and the key of the execution that it takes. */
  readonly accepted: ReadonlyMap<Node, { readonly now: Standing; readonly from: string }>
  readonly refused: ReadonlySet<Node>
}

type Acceptance = Extract<StoreEdit, { readonly type: 'accept' }>

/**
 * Accepts what stages made before their code changed, where that is what they would make now: a step keeps what it stood
 * on itself, of the same inputs, parameters and files, and every other step is refused. Does nothing where the new code
 * gives other results, because no clean run is like the next one then.
 *
 * @throws OracleFinding
 */
export const acceptInBench = async (
  bench: Bench,
  memory: Memory,
  scene: Scene,
  edit: Acceptance,
): Promise<void> => {
  const { engine } = bench
  const { store } = memory
  const targets = scene.built.targets as readonly Target[]
  const situation: Situation = {
    ...scene,
    world: bench.world,
    ledger: memory.ledger,
    overwritten: new Set(),
    run: 'accept',
    isThere: () => true,
  }
  const { steps } = await engine.plan(targets, { store })
  const byId = new Map(scene.layout.nodes.map((node) => [node.id, node]))
  const nodes = steps.flatMap(({ id }) => byId.get(id) ?? [])
  const stages = [...new Set(scene.layout.nodes.map(({ stage }) => stage))]
  const selectors = edit.all ? stages : stages.slice(edit.stage % stages.length).slice(0, 1)
  const verdict = foresee(nodes, new Set(selectors), situation, memory, await ownExecutions(memory))
  const { evaluations } = scene
  for (const [node, { from }] of verdict.accepted)
    if (memory.known.get(from)?.outputs !== JSON.stringify(evaluations.get(node)?.outputs)) return
  const options = { store, experiment: undefined }
  const writes = store.writes()
  const announced = await told(() => engine.accept(targets, selectors, { ...options, dryRun: true }))
  if (store.writes() !== writes) throw new OracleFinding('write', 'a dry run of accept wrote to the store')
  const done = await told(() => engine.accept(targets, selectors, options))
  if (!bench.onlyValues) {
    judge(announced, verdict, 'would be')
    judge(done, verdict, 'is')
  }
  await settle(memory, verdict)
}

/** By steps' ids, the keys of the executions that were carried out for each, the newest first. */
const ownExecutions = async ({ store, known }: Memory): Promise<ReadonlyMap<string, readonly string[]>> => {
  const keys = new Map<string, string[]>()
  for (const [key, { engineKey }] of known) keys.set(engineKey, [...(keys.get(engineKey) ?? []), key])
  const own = new Map<string, string[]>()
  for (const { trace } of await executionsIn(store)) {
    const step = trace.step ?? ''
    own.set(step, [...(keys.get(trace.key) ?? []), ...(own.get(step) ?? [])])
  }
  return own
}

const foresee = (
  nodes: readonly Node[],
  chosen: ReadonlySet<string>,
  situation: Situation,
  { standings, known }: Memory,
  own: ReadonlyMap<string, readonly string[]>,
): Verdict => {
  const ledger = new Map(situation.ledger)
  const keys = new Map<Node, string>()
  const entries = new Map<Node, Entry>()
  const accepted = new Map<Node, { readonly now: Standing; readonly from: string }>()
  const refused = new Set<Node>()
  for (const node of nodes) {
    const isChosen = chosen.has(node.stage)
    if (node.inputs.some(({ source }) => source !== undefined && !entries.has(source.node))) {
      if (isChosen) refused.add(node)
      continue
    }
    const key = keyOf(node, situation, entries)
    keys.set(node, key)
    const before = ledger.get(key)
    if (before !== undefined) entries.set(node, before)
    if (before !== undefined || !isChosen) continue
    const now = standingOf(node, situation, { keys, entries })
    const last = standings.get(node.id)?.key
    const candidates = last === undefined ? [] : [last, ...(own.get(node.id) ?? [])]
    const from = candidates.find((candidate) => isAsNow(known.get(candidate), now))
    const entry = ledger.get(from ?? '')
    if (from === undefined || entry === undefined) refused.add(node)
    else {
      ledger.set(key, entry)
      entries.set(node, entry)
      accepted.set(node, { now, from })
    }
  }
  return { ledger, accepted, refused }
}

/** Whether nothing but code sets an execution apart from now. */
const isAsNow = (known: Known | undefined, now: Standing): boolean =>
  known !== undefined &&
  known.standing.records.length === now.records.length &&
  areEqual(known.standing.inputs, now.inputs) &&
  areEqual(known.standing.sights, now.sights)

const areEqual = <Value>(one: ReadonlyMap<string, Value>, other: ReadonlyMap<string, Value>): boolean =>
  one.size === other.size && [...one].every(([key, value]) => other.has(key) && other.get(key) === value)

interface Told {
  readonly accepted: readonly string[]
  readonly refused: readonly string[] | undefined
}

/** What was accepted and refused; where all was refused, an error says so. */
const told = async (accept: () => ReturnType<Bench['engine']['accept']>): Promise<Told> => {
  try {
    const all = await accept()
    const idsOf = (refused: boolean): readonly string[] =>
      all.filter((each) => each.refused === refused).map(({ step }) => step)
    return { accepted: idsOf(false), refused: idsOf(true) }
  } catch (error) {
    if (error instanceof InvalidArgumentError) return { accepted: [], refused: undefined }
    throw new OracleFinding('failure', `accepting failed: ${String(error)}`, error)
  }
}

const judge = ({ accepted, refused }: Told, verdict: Verdict, verb: string): void => {
  const right = [...verdict.accepted.keys()].map(({ id }) => id)
  const wrong = accepted.find((id) => !right.includes(id))
  if (wrong !== undefined)
    throw new OracleFinding('accept', `${wrong} ${verb} accepted, and has no such result of its own`)
  const lacking = right.find((id) => !accepted.includes(id))
  if (lacking !== undefined)
    throw new OracleFinding('accept', `${lacking} ${verb} not accepted, and nothing but its code changed`)
  const all = [...verdict.refused].map(({ id }) => id)
  const areAllRefused = right.length === 0 && all.length > 0
  if (areAllRefused !== (refused === undefined) || (refused ?? all).join() !== all.join())
    throw new OracleFinding(
      'accept',
      `${refused?.join() ?? 'everything'} ${verb} refused, where that is ${all.join()}`,
    )
}

const settle = async (memory: Memory, { ledger, accepted }: Verdict): Promise<void> => {
  const newest = new Map<string, string>()
  for (const { trace } of await executionsIn(memory.store)) newest.set(trace.step ?? '', trace.key)
  const standings = new Map(memory.standings)
  for (const [node, { now, from }] of accepted) {
    standings.set(node.id, now)
    const outputs = memory.known.get(from)?.outputs ?? ''
    memory.known.set(now.key, { engineKey: newest.get(node.id) ?? '', standing: now, outputs })
  }
  memory.standings = standings
  memory.ledger = ledger
}
