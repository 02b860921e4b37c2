import { operational } from './domain.ts'
import { type Doors, type InputsSeen, interpret } from './interpret.ts'
import type { Layout, Node } from './layout.ts'
import { type Params, recordName } from './program.ts'
import { codeOf, type World } from './world.ts'

/** What a stage's function does when it is called now. */
export interface Evaluation {
  readonly outputs: Readonly<Record<string, unknown>>
  /** All that it sees beside its inputs: what, and with which content. */
  readonly sights: readonly string[]
  /** What a source looked at to fetch something. */
  readonly fetched: string
}

/** What every function of a pipeline returns now, found without the library that is tested. */
export const evaluateAll = (layout: Layout, world: World): ReadonlyMap<Node, Evaluation> => {
  const evaluations = new Map<Node, Evaluation>()
  for (const node of layout.nodes) {
    const sights = new Map<string, string>()
    const inputs = inputsSeen(node, evaluations)
    const code = codeOf(world, node.stage)
    let fetched = ''
    const fetch = (looked: string): string => {
      fetched = looked
      return code.fetch(looked)
    }
    const outputs = interpret(node.plan, { ...code, fetch }, watchedDoors(node, world, sights), inputs)
    evaluations.set(node, {
      outputs,
      sights: [...sights].map(([what, saw]) => `${what} = ${saw}`).toSorted(),
      fetched,
    })
  }
  return evaluations
}

const inputsSeen = (node: Node, evaluations: ReadonlyMap<Node, Evaluation>): InputsSeen => {
  const valueOf = (source: Node['inputs'][number]['source']): unknown =>
    source && evaluations.get(source.node)?.outputs[source.output]
  if (node.kind === 'stage') return node.inputs.map(({ name, source }) => [name, valueOf(source)])
  return node.plan.inputs.map((name) => [
    name,
    node.inputs
      .filter((input) => input.name === name && input.source !== undefined)
      .map(({ record, source }) => [record, valueOf(source)]),
  ])
}

const watchedDoors = (node: Node, world: World, sights: Map<string, string>): Doors => {
  const records = [node.record, ...node.members]
  const paramsOf = (subject: number): Params => world.params[records[subject] ?? -1] ?? {}
  const nameOf = (subject: number): string => recordName(records[subject] ?? -1)
  const note = (what: string, saw: unknown): void => {
    sights.set(what, saw === undefined ? 'nothing' : JSON.stringify(saw))
  }
  const reveal = (subject: number, from: object, path: readonly string[]): unknown => {
    const key = path.at(-1) ?? ''
    const value: unknown = Object.hasOwn(from, key) ? Reflect.get(from, key) : undefined
    if (operational.includes(path[0] ?? '')) return value
    const isObject = typeof value === 'object' && value !== null
    note(
      `${subject} ${isObject ? 'kind' : 'value'} ${path.join('.')}`,
      isObject ? Array.isArray(value) : value,
    )
    return value
  }
  const walk = (subject: number, path: readonly string[]): unknown => {
    let value: unknown = paramsOf(subject)
    for (const [index] of path.entries()) {
      if (typeof value !== 'object' || value === null) return undefined
      value = reveal(subject, value, path.slice(0, index + 1))
    }
    return value
  }
  return {
    subjects: records.length,
    value: (subject, path) => {
      const value = walk(subject, path)
      return typeof value === 'object' ? 'an object' : value
    },
    has: (subject, name) => {
      const found = name in paramsOf(subject)
      note(`${subject} has ${name}`, found)
      return found
    },
    keys: (subject, path) => {
      const value = walk(subject, path)
      if (typeof value !== 'object' || value === null) return undefined
      const keys = Object.keys(value).filter((key) => path.length > 0 || !operational.includes(key))
      note(`${subject} keys ${path.join('.')}`, keys)
      return keys
    },
    name: (subject) => {
      note(`${subject} name`, nameOf(subject))
      return nameOf(subject)
    },
    snapshot: (subject) => {
      const kept = Object.entries(paramsOf(subject)).filter(([key]) => !operational.includes(key))
      const copy = Object.fromEntries(kept)
      note(`${subject} whole`, copy)
      return copy
    },
    part: (name) => {
      const value = walk(0, [name])
      if (typeof value === 'object') note(`0 value ${name}`, value)
      return value
    },
    workers: () => paramsOf(0)['workers'],
    file: (path) => {
      const content = world.files.get(path)?.text
      note(`file ${path}`, content)
      return content
    },
    env: (name) => {
      const value = world.env.get(name)
      note(`env ${name}`, value)
      return value
    },
  }
}
