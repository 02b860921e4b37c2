import { aggregate, type Cacher, fork, lazy, record, snapshot, stage } from '@stagewright/core'
import { cacherFor } from './cachers.ts'
import { operational } from './domain.ts'
import { keepingOf } from './expect.ts'
import { type Doors, type InputsSeen, interpret } from './interpret.ts'
import type { Layout, Node } from './layout.ts'
import { recordName } from './program.ts'
import type { Codes } from './world-fingerprinter.ts'
import { codeOf, type World } from './world.ts'

/** What is done to functions from outside while they run. */
export interface Trouble {
  /** Called when a function is entered; what it throws, the function throws. */
  readonly entered: () => void
}

/** A program's records as the library builds them. */
export interface Built {
  readonly targets: readonly unknown[]
  /** The record at a place of a layout. */
  readonly recordAt: (place: { readonly record: number; readonly upTo: number }) => unknown
}

interface View {
  readonly params: Readonly<Record<string, unknown>>
  readonly name: string
}

interface Context extends View {
  readonly file: (path: string) => string
  readonly env: (name: string) => string | undefined
}

// Programs are data, so the library's types cannot follow them: this is the border where they are left.
type Loose = (...args: readonly unknown[]) => unknown
type Wrap = (spec: object) => (fn: Loose) => Loose

export const build = (layout: Layout, world: World, codes: Codes, trouble: Trouble): Built => {
  const wrapped = new Map<string, Loose>()
  const functionOf = (node: Node): Loose => {
    const known = wrapped.get(node.stage) ?? wrap(node, world, codes, trouble)
    wrapped.set(node.stage, known)
    return known
  }
  const records: unknown[][] = []
  layout.chains.forEach(({ parent, links }, index) => {
    const options = { name: recordName(index), operational }
    const params = world.params[index] ?? {}
    const begin =
      parent === undefined
        ? (record as unknown as Loose)(params, options)
        : (fork as unknown as Loose)(records[parent.record]?.[parent.upTo], params, options)
    const states = [begin]
    records.push(states)
    for (const { node, members } of links.slice(1)) {
      if (node === undefined) continue
      const apply = functionOf(node)
      const given = members.map((place) => records[place.record]?.[place.upTo])
      states.push(node.kind === 'stage' ? apply(states.at(-1)) : apply(states.at(-1), given))
    }
  })
  const recordAt = (place: { readonly record: number; readonly upTo: number }): unknown =>
    records[place.record]?.[place.upTo]
  return { targets: layout.targets.map(recordAt), recordAt }
}

const wrap = (node: Node, world: World, codes: Codes, trouble: Trouble): Loose => {
  const { plan, stage: name } = node
  const revision = world.revision.get(name) ?? 0
  const keeping = keepingOf(node, world)
  const code = codeOf(world, name)
  const cachers: readonly Cacher<unknown>[] =
    keeping === 'none' ? [] : plan.outputs.map(() => cacherFor(keeping))
  const spec = {
    name,
    inputs: plan.inputs,
    outputs: plan.outputs.map((output) =>
      output.lazy === 'no' || keeping === 'none'
        ? output.name
        : (lazy as unknown as Loose)(output.name, { resolve: output.lazy === 'value' }),
    ),
    ...(cachers.length === 0 ? {} : { cachers }),
    ...(plan.codeBy === 'version' ? { version: revision } : {}),
    ...(node.kind === 'stage' ? { suppressMissingInputs: plan.suppressMissingInputs } : {}),
  }
  const fn =
    node.kind === 'stage'
      ? async (context: unknown, inputs: unknown) => {
          trouble.entered()
          await pause(plan.pauses)
          const seen: [string, unknown][] = []
          for (const input of plan.inputs)
            seen.push([input, await loaded(Reflect.get(Object(inputs), input))])
          return interpret(plan, code, doorsOf(context as Context, [], world), seen)
        }
      : async (context: unknown, records: unknown, inputs: unknown) => {
          trouble.entered()
          await pause(plan.pauses)
          const views = records as readonly View[]
          const seen = await byRecord(plan.inputs, views, inputs)
          return interpret(plan, code, doorsOf(context as Context, views, world), seen)
        }
  codes.set(fn, { own: name, helper: `revision ${revision}` })
  return (node.kind === 'stage' ? (stage as unknown as Wrap) : (aggregate as unknown as Wrap))(spec)(fn)
}

const pause = async (turns: number): Promise<void> => {
  for (let turn = 0; turn < turns; turn++) await undefined
}

/** A value, or what a lazy output's handle loads. */
const loaded = async (value: unknown): Promise<unknown> =>
  typeof value === 'object' && value !== null && 'load' in value && typeof value.load === 'function'
    ? value.load()
    : value

const byRecord = async (
  names: readonly string[],
  views: readonly View[],
  inputs: unknown,
): Promise<InputsSeen> => {
  const seen: [string, unknown][] = []
  for (const name of names) {
    const values: [number, unknown][] = []
    for (const [view, value] of Reflect.get(Object(inputs), name) as ReadonlyMap<View, unknown>)
      values.push([views.indexOf(view) + 1, await loaded(value)])
    seen.push([name, values])
  }
  return seen
}

const doorsOf = (context: Context, members: readonly View[], world: World): Doors => {
  const views: readonly View[] = [context, ...members]
  const paramsOf = (subject: number): Readonly<Record<string, unknown>> => views[subject]?.params ?? {}
  const walk = (subject: number, path: readonly string[]): unknown => {
    let value: unknown = paramsOf(subject)
    for (const key of path) {
      if (typeof value !== 'object' || value === null) return undefined
      value = Reflect.get(value, key)
    }
    return value
  }
  const isShown = (name: string): boolean => !operational.includes(name)
  return {
    subjects: views.length,
    value: (subject, path) => {
      const value = walk(subject, path)
      return typeof value === 'object' ? 'an object' : value
    },
    has: (subject, name) => name in paramsOf(subject),
    keys: (subject, path) => {
      const value = walk(subject, path)
      if (typeof value !== 'object' || value === null) return undefined
      return Object.keys(value).filter((key) => path.length > 0 || isShown(key))
    },
    name: (subject) => views[subject]?.name ?? '',
    snapshot: (subject) =>
      Object.fromEntries(Object.entries(snapshot(paramsOf(subject))).filter(([key]) => isShown(key))),
    part: (name) => paramsOf(0)[name],
    workers: () => paramsOf(0)['workers'],
    file: (path) => world.files.get(context.file(path))?.text,
    env: (name) => context.env(name),
  }
}
