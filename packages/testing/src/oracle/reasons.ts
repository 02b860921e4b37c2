import type { Change, PlanStep, RunResult } from '@stagewright/core'
import type { Expectation, Situation } from './expect.ts'
import { OracleFinding } from './finding.ts'
import type { Layout, Node } from './layout.ts'
import { type Params, recordName } from './program.ts'

/** What a step stood on when it was last run or reused: what its reasons are compared with. */
export interface Standing {
  readonly key: string
  readonly revision: number
  /** By record and name, the identity of each input. */
  readonly inputs: ReadonlyMap<string, string | undefined>
  /** What it saw, by what it looked at. */
  readonly sights: ReadonlyMap<string, string>
  /** Of its record and of an aggregate's. */
  readonly records: readonly { readonly name: string; readonly params: Params }[]
  readonly files: ReadonlyMap<string, string>
  readonly env: ReadonlyMap<string, string>
}

/** By steps' ids. */
export type Standings = ReadonlyMap<string, Standing>

export const standingOf = (
  node: Node,
  { world, evaluations }: Situation,
  expected: Pick<Expectation, 'keys' | 'entries'>,
): Standing => ({
  key: expected.keys.get(node) ?? '',
  revision: world.revision.get(node.stage) ?? 0,
  inputs: new Map(
    node.inputs.map(({ name, record, source }) => [
      `${record} ${name}`,
      source && expected.entries.get(source.node)?.outputs.get(source.output)?.identity,
    ]),
  ),
  sights: new Map(
    (evaluations.get(node)?.sights ?? []).map((sight): readonly [string, string] => {
      const at = sight.indexOf(' = ')
      return [sight.slice(0, at), sight.slice(at + 3)]
    }),
  ),
  records: [node.record, ...node.members].map((record) => ({
    name: recordName(record),
    params: world.params[record] ?? {},
  })),
  files: new Map([...world.files].map(([name, { text }]) => [name, text])),
  env: new Map(world.env),
})

/** Every reason that a plan states is a difference that is really there. */
export const judgeStated = (
  steps: readonly PlanStep[],
  layout: Layout,
  before: Standings,
  now: (node: Node) => Standing,
): void => {
  const byId = new Map(layout.nodes.map((node) => [node.id, node]))
  for (const { id, reason, explanation } of steps) {
    const node = byId.get(id)
    if (node === undefined) continue
    const told = reason.type === 'input-runs' ? reason.beside : reason
    if (told?.type === 'first-run' && before.has(id))
      throw new OracleFinding('reason', `${id} ran before, and is told as a first run`)
    if (told?.type !== 'changed') continue
    const last = before.get(id)
    if (last === undefined && isRenamed(told.changes, node, before, byId)) continue
    if (last === undefined)
      throw new OracleFinding('reason', `${id} never ran, and is told as changed: ${explanation}`)
    const odd = told.changes.find((change) => !isThere(change, last, now(node)))
    if (odd !== undefined)
      throw new OracleFinding('reason', `${id}: ${explanation}, where that is as it was (${odd.type})`)
  }
}

/** Whether a step that never ran is one whose record had another name, which is gone, and nothing else changed. */
const isRenamed = (
  changes: readonly Change[],
  { stage }: Node,
  before: Standings,
  planned: ReadonlyMap<string, Node>,
): boolean => {
  const [change] = changes
  if (changes.length !== 1 || change?.type !== 'record-name') return false
  const earlier = `${stage}@${change.before}`
  return !planned.has(earlier) && before.has(earlier)
}

/** What forced a step to run is in the reason that the run's result gives. */
export const judgeComplete = (
  result: RunResult,
  layout: Layout,
  before: Standings,
  now: (node: Node) => Standing,
): void => {
  const byId = new Map(layout.nodes.map((node) => [node.id, node]))
  for (const { id, outcome, reason, explanation } of result.steps) {
    const node = byId.get(id)
    if (node === undefined) continue
    const last = before.get(id)
    if (outcome !== 'ran' || reason.type !== 'changed' || last === undefined) continue
    const told = new Set(reason.changes.map(({ type }) => type))
    const missing = differencesOf(last, now(node)).find((type) => !told.has(type))
    if (missing !== undefined)
      throw new OracleFinding(
        'reason',
        `${id} ran, and nobody says that the ${missing} changed: ${explanation}`,
      )
  }
}

/** The kinds of differences, as the engine calls them. */
const differencesOf = (last: Standing, now: Standing): readonly Change['type'][] => {
  const kinds: Change['type'][] = []
  if (last.revision !== now.revision) kinds.push('code')
  // Of more or fewer records it cannot be told which of them is which.
  if (last.records.length !== now.records.length) return [...kinds, 'records']
  for (const [slot, identity] of now.inputs) if (last.inputs.get(slot) !== identity) kinds.push('input')
  for (const [what, saw] of now.sights)
    if (last.sights.has(what) && last.sights.get(what) !== saw) kinds.push(kindOf(what))
  return kinds
}

const kindOf = (what: string): Change['type'] => {
  if (what.startsWith('file ')) return 'file'
  if (what.startsWith('env ')) return 'environment'
  return what.endsWith(' name') ? 'record-name' : 'parameter'
}

const isThere = (change: Change, last: Standing, now: Standing): boolean => {
  switch (change.type) {
    case 'code':
      return last.revision !== now.revision
    case 'parameter':
      return now.records.some(
        ({ params }, index) =>
          topOf(params, change.path) !== topOf(last.records[index]?.params ?? {}, change.path),
      )
    case 'record-name':
      return now.records.some(({ name }, index) => name !== last.records[index]?.name)
    case 'input':
      return [...new Set([...last.inputs.keys(), ...now.inputs.keys()])].some(
        (slot) =>
          slot.slice(slot.indexOf(' ') + 1) === change.input &&
          last.inputs.get(slot) !== now.inputs.get(slot),
      )
    case 'file':
      return last.files.get(change.path) !== now.files.get(change.path)
    case 'environment':
      return last.env.get(change.name) !== now.env.get(change.name)
    case 'records':
      return last.records.length !== now.records.length
    // Of items, only gathering steps tell, which are none of the model's.
    case 'items':
      return false
    case 'reads':
      // What else is read follows from another difference, which must be there too.
      return true
  }
}

/** The parameter that a path begins with, as text; all of them for an empty path. */
const topOf = (params: Params, path: string): string => {
  const [top = ''] = path.split(/[.[]/u)
  return JSON.stringify(top === '' ? params : (Reflect.get(params, top) ?? null))
}
