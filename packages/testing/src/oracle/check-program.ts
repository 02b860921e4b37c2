import { memoryStore, type Plan, type RunOptions, type Target } from '@stagewright/core'
import { acceptInBench } from './acceptance.ts'
import { collectInBench } from './collection.ts'
import { applyEdit, isStoreEdit, rewrite, type StoreEdit } from './edit.ts'
import type { Episode, RunPlan } from './edits.ts'
import { evaluateAll } from './evaluate.ts'
import { entryAfter, entryConverted, type Expectation, expectRun, type Situation } from './expect.ts'
import { OracleFinding } from './finding.ts'
import { judgeFitting } from './fitting-reasons.ts'
import { checksumOf } from './frail-store.ts'
import {
  type Deeds,
  deedsOf,
  givenUp,
  judgeBlocked,
  judgeDuty,
  judgeNeed,
  judgeOrder,
  judgePlan,
  judgeRest,
  judgeValues,
} from './judge.ts'
import { type Bench, type Laboratory, makeBench, type Memory, type Scene, sceneOf } from './laboratory.ts'
import type { Layout, Node } from './layout.ts'
import type { Stored } from './ledger.ts'
import { type Observation, observeRun } from './observe.ts'
import { noOverwrite, type Overwrite, overwriteOf } from './overwritten.ts'
import type { Program } from './program.ts'
import { judgeComplete, judgeStated, type Standing, standingOf } from './reasons.ts'
import { makeWorld, sourceOf } from './world.ts'

/** How much was checked. */
export interface Tally {
  edits: number
  runs: number
  steps: number
  executions: number
}

const plainRun: RunPlan = {
  overwrite: undefined,
  cache: 'use',
  concurrency: 2,
  lazy: 'declared',
  keepGoing: false,
  roundTrip: 'trust',
  trouble: undefined,
}

/**
 * Runs a program, edits what it depends on, and runs it again, as often as the episodes say. After each run its values
 * must be a clean run's, and it must have executed what was needed, once, and nothing else.
 *
 * @throws OracleFinding
 */
export const checkProgram = async (
  program: Program,
  episodes: readonly Episode[],
  laboratory: Laboratory = {},
): Promise<Tally> => {
  const world = makeWorld(program)
  const bench = makeBench(program, world, laboratory)
  const tally: Tally = { edits: 0, runs: 0, steps: 0, executions: 0 }
  let memory = bench.newMemory()
  for (const { edits, run } of [{ edits: [], run: plainRun }, ...episodes]) {
    for (const edit of edits) {
      tally.edits++
      if (!isStoreEdit(edit)) applyEdit(program, world, edit)
      else if (edit.type === 'delete-store') memory = bench.newMemory()
      else if (edit.type === 'accept' || edit.type === 'collect-garbage') {
        rewrite(program, world, edit.stage)
        const scene = sceneOf(bench)
        if (edit.type === 'accept') await acceptInBench(bench, memory, scene, edit)
        else await collectInBench(bench, memory, scene, edit)
      } else hurt(memory, edit)
    }
    const found = memory.store.found()
    let done = await checkRun(bench, memory, run, tally)
    if (done !== 'all' || run.cache !== 'use') done = await checkRun(bench, memory, plainRun, tally)
    const mustRest = done === 'all' && memory.store.found() === found
    await checkRun(bench, memory, plainRun, tally, mustRest)
    await checkClean(bench)
  }
  return tally
}

const hurt = (
  { store, ledger }: Memory,
  edit: Extract<StoreEdit, { readonly type: 'drop-artifact' | 'damage-artifact' }>,
): void => {
  const contents = [...ledger.values()]
    .flatMap(({ outputs }) => [...outputs.values()])
    .flatMap(({ stored }) => (stored === undefined ? [] : [stored.content]))
  const content = contents[edit.artifact % Math.max(contents.length, 1)]
  if (content === undefined) return
  if (edit.type === 'drop-artifact') store.drop(checksumOf(content))
  else store.damage(checksumOf(content))
}

/** Whether a run did all that it could, all that it had to (other things came to it by chance), or failed. */
type Done = 'all' | 'enough' | 'failed'

const checkRun = async (
  bench: Bench,
  memory: Memory,
  run: RunPlan,
  tally: Tally,
  mustRest = false,
): Promise<Done> => {
  const { world, engine } = bench
  const { store } = memory
  const scene = sceneOf(bench)
  const isThere = ({ content }: Stored): boolean => store.isThere(checksumOf(content))
  const isSound = (stored: Stored): boolean => isThere(stored) && !store.isDamaged(checksumOf(stored.content))
  const situationFor = (overwrite: Overwrite): Situation => ({
    ...scene,
    world,
    ledger: run.cache === 'off' ? new Map() : memory.ledger,
    overwritten: overwrite.nodes,
    run: `run ${tally.runs}`,
    isThere,
  })
  const asked = overwriteOf(scene.layout, run.overwrite)
  const overwrite = expectRun(situationFor(asked)).isAmbiguous ? noOverwrite : asked
  const fetched = renew(bench, scene, overwrite)
  const situation: Situation = {
    ...situationFor(overwrite),
    ...(fetched.size === 0 ? {} : { evaluations: evaluateAll(scene.layout, world) }),
  }
  const now: Scene = { ...scene, evaluations: situation.evaluations }
  const expected = expectRun(situation)
  const careful = expectRun({ ...situation, isThere: isSound })

  const options: RunOptions = { store, overwrite: overwrite.option, cache: run.cache }
  const writes = store.writes()
  const targets = scene.built.targets as readonly Target[]
  const plan = await engine.plan(targets, options)
  judgePlan(now, plan, undefined, expected)
  const standings = run.cache === 'off' ? new Map<string, Standing>() : memory.standings
  const standingNow = (node: Node): Standing => standingOf(node, situation, expected)
  if (!bench.onlyValues) judgeStated(plan.steps, scene.layout, standings, standingNow)
  if (tally.runs % 4 === 0) {
    const dry = await observeRun(engine, targets, { ...options, dryRun: true })
    if (dry.started.length > 0 || dry.result === undefined)
      throw new OracleFinding('plan', `a dry run executed ${dry.started.join()}`, dry.error)
  }
  if (store.writes() !== writes) throw new OracleFinding('write', 'planning wrote to the store')

  const found = store.found()
  const damagedBefore = new Set(
    [...expected.entries.values()]
      .flatMap(({ outputs }) => [...outputs.values()])
      .flatMap(({ stored }) => (stored !== undefined && !isSound(stored) ? [stored.content] : [])),
  )
  const observation = await observeWithTrouble(bench, scene, run, options)
  const deeds = deedsOf(scene, observation)
  const sawDamage = store.found() > found
  tally.runs++
  tally.steps += scene.layout.nodes.length
  tally.executions += deeds.started.length
  judgeCalls(bench, observation)
  judgeFailure(observation, run)
  const succeeded = observation.result !== undefined && deeds.failed.size === 0
  const given = givenUp(now, deeds)
  if (observation.result !== undefined)
    await judgeValues(now, observation.result, given, (node, output) =>
      damagedBefore.has(expected.entries.get(node)?.outputs.get(output)?.stored?.content ?? ''),
    )
  if (!bench.onlyValues) {
    judgeOrder(deeds)
    judgeNeed(world, deeds, sawDamage ? careful : expected, sawDamage)
    if (observation.result !== undefined) {
      judgeStated(observation.result.steps, scene.layout, standings, standingNow)
      if (!sawDamage) {
        judgeFitting(observation.result.steps, {
          situation,
          expected,
          deeds,
          given,
          lostBefore: damagedBefore,
        })
        judgeBlocked(now, observation.result, deeds, expected)
        judgeComplete(observation.result, scene.layout, standings, standingNow)
      }
    }
    if (observation.result !== undefined) judgeDuty(now, deeds, expected)
    if (observation.result !== undefined && !sawDamage && succeeded)
      judgePlan(now, observation.result.plan, deeds, expected)
    if (mustRest && !sawDamage) judgeRest(deeds, world)
  }
  if (run.cache === 'use') remember(memory, scene.layout, observation, deeds, standingNow)
  settle(bench, memory, run, situation, expected, deeds, fetched, observation.plan, damagedBefore)
  if (run.cache === 'use') know(memory, situation, observation, deeds, standingNow)
  if (!succeeded) return 'failed'
  const finished = new Set([...deeds.finished].map((node) => expected.keys.get(node)))
  return [...expected.allowed.keys()].every((key) => finished.has(key)) ? 'all' : 'enough'
}

/** The overwritten sources find something else from now on. Gives what has changed. */
const renew = (
  bench: Bench,
  { layout, evaluations }: Scene,
  { nodes }: Overwrite,
): ReadonlyMap<Node, string> => {
  const { world } = bench
  const fetched = new Map<Node, string>()
  for (const node of layout.nodes)
    if (node.plan.isSource && nodes.has(node))
      fetched.set(
        node,
        sourceOf(node.stage, world.revision.get(node.stage) ?? 0, evaluations.get(node)?.fetched ?? ''),
      )
  for (const source of new Set(fetched.values()))
    world.epochs.set(source, (world.epochs.get(source) ?? 0) + 1)
  return fetched
}

const observeWithTrouble = async (
  { engine, calls }: Bench,
  { built }: Scene,
  run: RunPlan,
  options: RunOptions,
): Promise<Observation> => {
  const { trouble, concurrency, lazy, keepGoing, roundTrip } = run
  const controller = new AbortController()
  calls.count = 0
  calls.disturb = () => {
    if (calls.count !== trouble?.call) return
    if (trouble.type === 'abort') controller.abort(new Error('somebody aborted'))
    else throw new Error('trouble')
  }
  try {
    return await observeRun(engine, built.targets, {
      ...options,
      concurrency,
      lazy,
      keepGoing,
      roundTrip,
      signal: controller.signal,
    })
  } finally {
    calls.disturb = undefined
  }
}

const judgeCalls = ({ calls }: Bench, { started }: Observation): void => {
  if (calls.count !== started.length)
    throw new OracleFinding('plan', `${calls.count} calls, and events tell of ${started.length}`)
}

/** A run rejects, and a step fails, only by the trouble that was made. */
const judgeFailure = ({ error, failed }: Observation, { trouble }: RunPlan): void => {
  for (const thrown of [...failed.values(), ...(error === undefined ? [] : [error])]) {
    const { _tag: tag, cause } = thrown as { readonly _tag?: string; readonly cause?: unknown }
    const isTrouble = tag === 'StageExecutionError' && cause instanceof Error && cause.message === 'trouble'
    const isAbort = tag === 'RunAbortedError' && trouble?.type === 'abort'
    if (!isTrouble && !isAbort)
      throw new OracleFinding('failure', `the run failed: ${String(thrown)}`, thrown)
  }
}

/** Steps stand on what they executed, and, when the run has ended well, on what they found. */
const remember = (
  memory: Memory,
  layout: Layout,
  { result }: Observation,
  { finished }: Deeds,
  standingNow: (node: Node) => Standing,
): void => {
  const standings = new Map(memory.standings)
  const found = new Set(
    result?.steps.flatMap(({ id, outcome }) => (outcome === 'failed' || outcome === 'blocked' ? [] : id)),
  )
  for (const node of layout.nodes)
    if (finished.has(node) || found.has(node.id)) standings.set(node.id, standingNow(node))
  memory.standings = standings
}

/** What was executed is known to the store under a key of its own. */
const know = (
  { known }: Memory,
  { evaluations }: Situation,
  { keys }: Observation,
  { finished }: Deeds,
  standingNow: (node: Node) => Standing,
): void => {
  for (const node of finished) {
    const standing = standingNow(node)
    const outputs = JSON.stringify(evaluations.get(node)?.outputs)
    known.set(standing.key, { engineKey: keys.get(node.id) ?? '', standing, outputs })
  }
}

/** The ledger learns what was executed; sources that were not fetched anew are as they were. */
const settle = (
  { world }: Bench,
  memory: Memory,
  run: RunPlan,
  situation: Situation,
  expected: Expectation,
  { finished }: Deeds,
  fetched: ReadonlyMap<Node, string>,
  plan: Plan | undefined,
  damaged: ReadonlySet<string>,
): void => {
  const kept = new Set<string>()
  if (run.cache === 'use') {
    const ledger = new Map(memory.ledger)
    const reused = new Set(plan?.steps.flatMap(({ id, decision }) => (decision === 'reuse' ? id : [])))
    for (const node of situation.layout.nodes) {
      const key = expected.keys.get(node) ?? ''
      const entry = ledger.get(key)
      if (entry !== undefined && reused.has(node.id))
        ledger.set(
          key,
          entryConverted(node, entry, situation, (content) => !damaged.has(content)),
        )
    }
    for (const node of finished) {
      const key = expected.keys.get(node) ?? ''
      ledger.set(key, entryAfter(node, key, situation))
      for (const [source, made] of fetched) if (expected.keys.get(source) === key) kept.add(made)
    }
    memory.ledger = ledger
  }
  for (const source of new Set(fetched.values()))
    if (!kept.has(source)) world.epochs.set(source, (world.epochs.get(source) ?? 1) - 1)
}

/** A run with an empty store gives what the functions give, and executes each key once. */
const checkClean = async (bench: Bench): Promise<void> => {
  const scene = sceneOf(bench)
  const observation = await observeRun(bench.engine, scene.built.targets, { store: memoryStore() })
  if (observation.result === undefined)
    throw new OracleFinding('failure', `a clean run failed: ${String(observation.error)}`, observation.error)
  const situation: Situation = {
    ...scene,
    world: bench.world,
    ledger: new Map(),
    overwritten: new Set(),
    run: 'clean',
    isThere: () => true,
  }
  const expected = expectRun(situation)
  const deeds = deedsOf(scene, observation)
  await judgeValues(scene, observation.result, new Set(), () => false)
  if (bench.onlyValues) return
  judgeNeed(bench.world, deeds, expected)
  judgeDuty(scene, deeds, expected)
}
