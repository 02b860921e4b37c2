import type { RunPlan } from './edits.ts'
import type { Layout, Node } from './layout.ts'

/** What a run's overwrite means: the option for the engine, and the nodes that it stands for. */
export interface Overwrite {
  readonly option: true | readonly string[] | undefined
  readonly nodes: ReadonlySet<Node>
}

export const noOverwrite: Overwrite = { option: undefined, nodes: new Set() }

export const overwriteOf = (layout: Layout, asked: RunPlan['overwrite']): Overwrite => {
  if (asked === undefined || layout.nodes.length === 0) return noOverwrite
  if (asked === true) return { option: true, nodes: new Set(layout.nodes) }
  const stages = [...new Set(layout.nodes.map(({ stage }) => stage))]
  const name = stages[asked.stage % stages.length] ?? ''
  const found = layout.nodes.filter(({ stage }) => stage === name)
  const up = asked.before === '+' ? spread(found, producersOf) : []
  const down = asked.after === '+' ? spread(found, (node) => layout.dependents.get(node) ?? []) : []
  return { option: [`${asked.before}${name}${asked.after}`], nodes: new Set([...found, ...up, ...down]) }
}

const producersOf = ({ inputs, after }: Node): readonly Node[] => [
  ...inputs.flatMap(({ source }) => source?.node ?? []),
  ...after,
]

const spread = (from: readonly Node[], next: (node: Node) => readonly Node[]): ReadonlySet<Node> => {
  const found = new Set(from)
  for (const node of found) for (const other of next(node)) found.add(other)
  return found
}
