import { aggregateName, type Place, type Program, recordName, type StagePlan, stageName } from './program.ts'
import type { World } from './world.ts'

/** A stage of a program applied to a record: what an engine should find in the graph. */
export interface Node {
  readonly index: number
  /** As plans name it. */
  readonly id: string
  readonly kind: 'stage' | 'aggregate'
  readonly stage: string
  readonly plan: StagePlan
  readonly record: number
  /** Records that an aggregate looks at. */
  readonly members: readonly number[]
  readonly inputs: readonly NodeInput[]
  /** Nodes without outputs that must have ended well before it begins. */
  readonly after: readonly Node[]
}

export interface NodeInput {
  readonly name: string
  /** 0 for the record itself; an aggregate's records count from 1. */
  readonly record: number
  readonly source: { readonly node: Node; readonly output: string } | undefined
}

/** A record after each of its steps; the first is what it began with. */
export interface Chain {
  readonly parent: { readonly record: number; readonly upTo: number } | undefined
  readonly links: readonly Link[]
}

export interface Link {
  /** What was applied last, and to which states of which records. */
  readonly node: Node | undefined
  readonly members: readonly { readonly record: number; readonly upTo: number }[]
  readonly artifacts: ReadonlyMap<string, { readonly node: Node; readonly output: string }>
  /** The last node without outputs up to here. */
  readonly guard: Node | undefined
}

export interface Layout {
  readonly chains: readonly Chain[]
  /** Each after what it depends on. Those that the targets hold. */
  readonly nodes: readonly Node[]
  readonly targets: readonly { readonly record: number; readonly upTo: number }[]
  readonly dependents: ReadonlyMap<Node, readonly Node[]>
}

/** Follows a program's wiring without the library that is tested. */
export const layOut = (program: Program, world: World): Layout => {
  const all: Node[] = []
  const chains: Chain[] = []
  const clamp = ({ record, short }: Place, below: number) => {
    const at = record % below
    const states = chains[at]?.links.length ?? 1
    return { record: at, upTo: states - 1 - (short % states) }
  }
  const guardOf = ({ record, upTo }: { readonly record: number; readonly upTo: number }): Node | undefined =>
    chains[record]?.links[upTo]?.guard
  program.records.forEach((record, index) => {
    const parent = record.from === undefined || index === 0 ? undefined : clamp(record.from, index)
    const begin = parent && chains[parent.record]?.links[parent.upTo]
    const links: Link[] = [
      { node: undefined, members: [], artifacts: begin?.artifacts ?? new Map(), guard: begin?.guard },
    ]
    chains.push({ parent, links })
    const uses = new Map<string, number>()
    for (const step of record.steps) {
      const isStage = step.kind === 'stage'
      const plans = isStage ? program.stages : program.aggregates
      if (plans.length === 0) continue
      const number = (isStage ? step.stage : step.aggregate) % plans.length
      const plan = plans[number]
      const stage = isStage ? stageName(number) : aggregateName(number)
      const before = links.at(-1)
      if (plan === undefined || before === undefined) continue
      const members = isStage
        ? []
        : step.members.map((place) => clamp(place, index + 1)).filter((place) => world.enabled[place.record])
      const inputs = isStage
        ? plan.inputs.map((name) => ({ name, record: 0, source: before.artifacts.get(name) }))
        : members.flatMap((member, at) =>
            plan.inputs.map((name) => ({
              name,
              record: at + 1,
              source: chains[member.record]?.links[member.upTo]?.artifacts.get(name),
            })),
          )
      const suppresses = !isStage || plan.suppressMissingInputs
      if (!suppresses && inputs.some(({ source }) => source === undefined)) continue
      const use = (uses.get(stage) ?? 0) + 1
      uses.set(stage, use)
      const node: Node = {
        index: all.length,
        id: `${stage}@${recordName(index)}${use === 1 ? '' : `#${use}`}`,
        kind: step.kind,
        stage,
        plan,
        record: index,
        members: members.map((member) => member.record),
        inputs,
        after: [...new Set([before.guard, ...members.map(guardOf)])].filter((guard) => guard !== undefined),
      }
      all.push(node)
      const outputs = plan.outputs.map(({ name }) => [name, { node, output: name }] as const)
      const guard = outputs.length === 0 ? node : before.guard
      links.push({ node, members, artifacts: new Map([...before.artifacts, ...outputs]), guard })
    }
  })
  const wanted = world.targets.map((place) => clamp(place, chains.length))
  const enabled = wanted.filter(({ record }) => world.enabled[record])
  const targets = enabled.length === 0 ? [lastOf(chains, 0)] : enabled
  const nodes = reach(chains, targets).toSorted((a, b) => a.index - b.index)
  return { chains, nodes, targets, dependents: dependentsOf(nodes) }
}

const lastOf = (chains: readonly Chain[], record: number) => ({
  record,
  upTo: (chains[record]?.links.length ?? 1) - 1,
})

/** All that was ever applied to the targets, and to what they were made of. */
const reach = (chains: readonly Chain[], targets: Layout['targets']): readonly Node[] => {
  const found = new Set<Node>()
  const visited = new Set<string>()
  const pending = [...targets]
  while (pending.length > 0) {
    const place = pending.pop()
    if (place === undefined || visited.has(`${place.record} ${place.upTo}`)) continue
    visited.add(`${place.record} ${place.upTo}`)
    const chain = chains[place.record]
    const link = chain?.links[place.upTo]
    if (link?.node !== undefined) found.add(link.node)
    if (link !== undefined) pending.push(...link.members)
    if (place.upTo > 0) pending.push({ record: place.record, upTo: place.upTo - 1 })
    else if (chain?.parent !== undefined) pending.push(chain.parent)
  }
  return [...found]
}

const dependentsOf = (nodes: readonly Node[]): ReadonlyMap<Node, readonly Node[]> => {
  const dependents = new Map<Node, Node[]>(nodes.map((node) => [node, []]))
  for (const node of nodes)
    for (const source of new Set(node.inputs.flatMap((input) => input.source?.node ?? [])))
      dependents.get(source)?.push(node)
  return dependents
}
