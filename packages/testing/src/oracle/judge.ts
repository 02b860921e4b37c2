import { ArtifactLostError, type Plan, type RunResult, SkippedOutputError } from '@stagewright/core'
import { type Expectation, keepingOf } from './expect.ts'
import { OracleFinding } from './finding.ts'
import type { Scene } from './laboratory.ts'
import type { Node } from './layout.ts'
import type { Observation } from './observe.ts'
import type { StagePlan } from './program.ts'
import type { World } from './world.ts'

/** What a run did, by the oracle's own nodes. */
export interface Deeds {
  readonly started: readonly Node[]
  readonly finished: ReadonlySet<Node>
  readonly failed: ReadonlySet<Node>
  /** Whether two were executed side by side. */
  readonly overlap: (one: Node, other: Node) => boolean
  /** Whether the one had ended before the other was called. */
  readonly isBefore: (one: Node, other: Node) => boolean
}

export const deedsOf = ({ layout }: Scene, observation: Observation): Deeds => {
  const byId = new Map(layout.nodes.map((node) => [node.id, node]))
  const nodeOf = (id: string): Node => {
    const node = byId.get(id)
    if (node === undefined) throw new OracleFinding('plan', `there is no step ${id}`)
    return node
  }
  return {
    started: observation.started.map(nodeOf),
    finished: new Set(observation.finished.map(nodeOf)),
    failed: new Set([...observation.failed.keys()].map(nodeOf)),
    isBefore: (one, other) =>
      (observation.spans.get(one.id)?.[1] ?? Number.POSITIVE_INFINITY) <
      (observation.spans.get(other.id)?.[0] ?? 0),
    overlap: (one, other) => {
      const [from = 0, to = 0] = observation.spans.get(one.id) ?? []
      const [otherFrom = 0, otherTo = 0] = observation.spans.get(other.id) ?? []
      // One whose call is the next thing after the other's end was claimed before that end.
      return from <= otherTo + 1 && otherFrom <= to + 1
    },
  }
}

/**
 * Nothing but what is allowed is executed, and each key once. A call that met a damaged input is made again. What has no
 * cachers leaves memory with its last known user: an application whose inputs become known later may make it again. And
 * where it depends on what is read what else is read, two that run side by side may turn out to be the same.
 */
export const judgeNeed = (
  world: World,
  { started, finished, overlap }: Deeds,
  { allowed, keys }: Expectation,
  sawDamage = false,
): void => {
  const doneBy = new Map<string, Node>()
  const called = new Set<Node>()
  for (const node of started) {
    if (!allowed.has(keys.get(node) ?? ''))
      throw new OracleFinding('needless', `${node.id} was executed, and nothing needed it`)
    if (!sawDamage && called.has(node) && finished.has(node))
      throw new OracleFinding('needless', `${node.id} was executed twice`)
    called.add(node)
  }
  for (const node of finished) {
    if (keepingOf(node, world) === 'none') continue
    const key = keys.get(node) ?? ''
    const twin = doneBy.get(key)
    if (twin !== undefined && !(readsVary(node.plan) && overlap(twin, node)))
      throw new OracleFinding('needless', `${twin.id} and ${node.id} are the same, and both were executed`)
    doneBy.set(key, node)
  }
}

/** Whether a function may look at other things when what it looks at first is otherwise. */
const readsVary = ({ sights, outputs }: StagePlan): boolean =>
  outputs.some(({ shape }) => shape === 'view') ||
  sights.some((sight) => {
    const isNested = 'path' in sight && sight.path.length > 1
    return isNested || ['keys', 'if-param', 'if-input', 'file-named-by-param'].includes(sight.at)
  })

/** What begins after something without outputs is called when that has ended well, and not at all where it has not. */
export const judgeOrder = ({ started, finished, isBefore }: Deeds): void => {
  const calls = new Map<Node, number>()
  for (const node of started) calls.set(node, (calls.get(node) ?? 0) + 1)
  for (const node of new Set(started))
    for (const guard of node.after) {
      // One that ran again, for an input came out otherwise, is known by its last call alone.
      if ((calls.get(guard) ?? 0) > 1 || (calls.get(node) ?? 0) > 1) continue
      if (!finished.has(guard) || !isBefore(guard, node))
        throw new OracleFinding('order', `${node.id} was called before ${guard.id} had ended well`)
    }
}

/** What failed, all that depends on it, and all that begins after what is without outputs among these. */
export const givenUp = ({ layout }: Pick<Scene, 'layout'>, { failed }: Deeds): ReadonlySet<Node> => {
  const all = new Set(failed)
  for (const node of all) {
    for (const dependent of layout.dependents.get(node) ?? []) all.add(dependent)
    for (const other of layout.nodes) if (other.after.includes(node)) all.add(other)
  }
  return all
}

/** A step that is blocked comes after one that failed, and one that had to be executed and could not is blocked. */
export const judgeBlocked = (
  scene: Scene,
  result: RunResult,
  deeds: Deeds,
  { keys, required }: Expectation,
): void => {
  const given = givenUp(scene, deeds)
  const byId = new Map(scene.layout.nodes.map((node) => [node.id, node]))
  const done = new Set([...deeds.finished].map((node) => keys.get(node) ?? ''))
  const spared = new Set([...given].flatMap((node) => upstream(node)))
  for (const { id, outcome, blockedBy } of result.steps) {
    const node = byId.get(id)
    if (node === undefined) continue
    const blocker = byId.get(blockedBy ?? '')
    const isRight =
      given.has(node) && !deeds.failed.has(node) && blocker !== undefined && deeds.failed.has(blocker)
    if (outcome === 'blocked' && !isRight)
      throw new OracleFinding(
        'order',
        `${id} is told as blocked by ${blockedBy ?? 'nobody'}, which did not block it`,
      )
    const isOpen = required.has(node) && given.has(node) && !deeds.failed.has(node)
    const isSpared = spared.has(node) && (scene.layout.dependents.get(node)?.length ?? 0) > 0
    if (outcome === 'skipped' && isOpen && !isSpared && !done.has(keys.get(node) ?? ''))
      throw new OracleFinding('order', `${id} had to be executed and was blocked, and is told as skipped`)
  }
}

/** All that must be executed is, but what depends on a failure. */
export const judgeDuty = (scene: Scene, deeds: Deeds, expected: Expectation): void => {
  const { finished, failed } = deeds
  const { keys, required, allowed } = expected
  const done = new Set([...finished].map((node) => keys.get(node) ?? ''))
  const given = givenUp(scene, deeds)
  // What only a failed step's dependents need is not needed any more.
  const spared = new Set([...given].flatMap((node) => upstream(node)))
  for (const node of scene.layout.nodes) {
    const key = keys.get(node) ?? ''
    const isDone = node.plan.outputs.length === 0 ? finished.has(node) : done.has(key)
    if (!required.has(node) || isDone || given.has(node)) continue
    if (failed.size > 0 && spared.has(node)) continue
    throw new OracleFinding('missing', `${node.id} had to be executed (${allowed.get(key)}), and was not`)
  }
}

const upstream = (node: Node): readonly Node[] => {
  const found = new Set([node])
  for (const each of found)
    for (const { source } of each.inputs) if (source !== undefined) found.add(source.node)
  return [...found]
}

/** The plan holds the same graph as the oracle, and what it says is what happened. */
export const judgePlan = (
  scene: Scene,
  plan: Plan,
  deeds: Deeds | undefined,
  expected: Expectation,
): void => {
  const { layout } = scene
  const stepOf = new Map(plan.steps.map((step) => [step.id, step]))
  if (stepOf.size !== layout.nodes.length || plan.steps.length !== layout.nodes.length)
    throw new OracleFinding('plan', `it has ${plan.steps.length} steps, not ${layout.nodes.length}`)
  const started = new Set(deeds?.started)
  const executed = new Set([...started].map((node) => expected.keys.get(node) ?? ''))
  for (const node of layout.nodes) {
    const step = stepOf.get(node.id)
    const producers = [...new Set(node.inputs.flatMap(({ source }) => source?.node.id ?? []))]
    if (step === undefined || step.dependsOn.toSorted().join() !== producers.toSorted().join())
      throw new OracleFinding(
        'plan',
        `${node.id} depends on ${producers.join()}, not on ${step?.dependsOn.join()}`,
      )
    const guards = node.after.map(({ id }) => id)
    if (step.after.toSorted().join() !== guards.toSorted().join())
      throw new OracleFinding(
        'plan',
        `${node.id} begins after ${guards.join()}, not after ${step.after.join()}`,
      )
    if (deeds === undefined) continue
    const key = expected.keys.get(node) ?? ''
    if (step.decision === 'run' && !executed.has(key) && expected.required.has(node))
      throw new OracleFinding('plan', `${node.id} was to run (${step.explanation}), and did not`)
    if ((step.decision === 'reuse' || step.decision === 'skip') && started.has(node))
      throw new OracleFinding('plan', `${node.id} was to be ${step.decision}d (${step.explanation}), and ran`)
  }
}

/** Every value that the run has is what the functions give now, and leaves have theirs. */
export const judgeValues = async (
  scene: Scene,
  result: RunResult,
  spared: ReadonlySet<Node>,
  isDamaged: (node: Node, output: string) => boolean,
): Promise<void> => {
  for (const place of scene.layout.targets) {
    const link = scene.layout.chains[place.record]?.links[place.upTo]
    for (const [name, source] of link?.artifacts ?? []) {
      if (spared.has(source.node)) continue
      const isLeaf = scene.layout.dependents.get(source.node)?.length === 0
      const expected = JSON.stringify(scene.evaluations.get(source.node)?.outputs[source.output])
      let value: string
      try {
        // The record was built from data, so that its type does not tell its artifacts.
        value = JSON.stringify(await (result.value as Read)(scene.built.recordAt(place), name))
      } catch (error) {
        if (error instanceof ArtifactLostError && (!isLeaf || isDamaged(source.node, source.output))) continue
        if (error instanceof SkippedOutputError && !isLeaf) continue
        throw new OracleFinding(
          'failure',
          `'${name}' of ${source.node.id} cannot be had: ${String(error)}`,
          error,
        )
      }
      if (value !== expected)
        throw new OracleFinding(
          'stale',
          `'${name}' of ${source.node.id} is ${value}, and a clean run gives ${expected}`,
        )
    }
  }
}

type Read = (record: unknown, name: string) => Promise<unknown>

/** A run of what has just been run executes only what can never be kept. */
export const judgeRest = ({ started }: Deeds, world: World): void => {
  const node = started.find((each) => each.plan.outputs.length > 0 && keepingOf(each, world) !== 'none')
  if (node !== undefined)
    throw new OracleFinding('needless', `${node.id} ran again though nothing had changed`)
}
