import { aggregateName, type Keeping, type Param, type Place, type Program, stageName } from './program.ts'
import { type World, writeFile } from './world.ts'

/** Something that a person does between two runs. Numbers are taken modulo what there is. */
export type Edit =
  | {
      readonly type: 'set-param'
      readonly record: number
      readonly path: readonly string[]
      readonly value: Param | undefined
    }
  | { readonly type: 'restore-params'; readonly record: number }
  | { readonly type: 'revise'; readonly stage: number; readonly revision: number }
  | { readonly type: 'write-file'; readonly name: string; readonly text: string }
  | { readonly type: 'touch-file' | 'remove-file'; readonly name: string }
  | { readonly type: 'set-env'; readonly name: string; readonly value: string | undefined }
  | { readonly type: 'keep'; readonly stage: number; readonly keeping: Keeping }
  | { readonly type: 'toggle-record'; readonly record: number }
  | { readonly type: 'set-targets'; readonly targets: readonly Place[] }
  | { readonly type: 'drop-artifact' | 'damage-artifact'; readonly artifact: number }
  | { readonly type: 'delete-store' }
  /** The code of one stage is written otherwise and does the same, and results of it, or of all stages, are accepted. */
  | { readonly type: 'accept'; readonly stage: number; readonly all: boolean }
  /** The same edit, and garbage is collected: what the stage's code alone sets apart can come out as it was. */
  | {
      readonly type: 'collect-garbage'
      readonly stage: number
      readonly taking: 'replaced' | 'unreachable' | 'excess'
    }

const storeEdits = ['drop-artifact', 'damage-artifact', 'delete-store', 'accept', 'collect-garbage'] as const

export type StoreEdit = Extract<Edit, { readonly type: (typeof storeEdits)[number] }>
export type WorldEdit = Exclude<Edit, StoreEdit>

export const isStoreEdit = (edit: Edit): edit is StoreEdit =>
  (storeEdits as readonly string[]).includes(edit.type)

/** Changes the world. */
export const applyEdit = (program: Program, world: World, edit: WorldEdit): void => {
  const stageOf = (number: number): string => nameOf(program, number)
  const recordOf = (number: number): number => number % program.records.length
  switch (edit.type) {
    case 'set-param': {
      const record = recordOf(edit.record)
      world.params[record] = withParam(world.params[record] ?? {}, edit.path, edit.value)
      return
    }
    case 'restore-params':
      world.params[recordOf(edit.record)] = program.records[recordOf(edit.record)]?.params ?? {}
      return
    case 'revise':
      world.revision.set(stageOf(edit.stage), edit.revision)
      return
    case 'write-file':
      writeFile(world, edit.name, edit.text)
      return
    case 'touch-file': {
      const file = world.files.get(edit.name)
      if (file !== undefined) writeFile(world, edit.name, file.text)
      return
    }
    case 'remove-file':
      world.files.delete(edit.name)
      return
    case 'set-env':
      if (edit.value === undefined) world.env.delete(edit.name)
      else world.env.set(edit.name, edit.value)
      return
    case 'keep':
      world.keeping.set(stageOf(edit.stage), edit.keeping)
      return
    case 'toggle-record':
      world.enabled[recordOf(edit.record)] = !world.enabled[recordOf(edit.record)]
      return
    case 'set-targets':
      world.targets = edit.targets
  }
}

const withParam = <Container extends object>(
  container: Container,
  [key, ...rest]: readonly string[],
  value: Param | undefined,
): Container => {
  if (key === undefined) return container
  const before: unknown = Reflect.get(container, key)
  const next =
    rest.length === 0
      ? value
      : withParam(typeof before === 'object' && before !== null ? before : {}, rest, value)
  if (Array.isArray(container)) {
    const copy = [...container]
    if (next === undefined) copy.length = Math.min(copy.length, Number(key))
    else if (Number(key) <= copy.length) copy[Number(key)] = next
    // A copy of a list is a list of the same kind.
    return copy as unknown as Container
  }
  const { [key as keyof Container]: _, ...others } = container
  if (next === undefined) return others as Container
  return { ...container, [key]: next }
}

/** Of a stage or an aggregate. */
const nameOf = (program: Program, number: number): string => {
  const stages = [...program.stages.keys()].map(stageName)
  const names = [...stages, ...[...program.aggregates.keys()].map(aggregateName)]
  return names[number % names.length] ?? ''
}

/** A stage's code is written otherwise, and does the same. */
export const rewrite = (program: Program, world: World, stage: number): void => {
  const name = nameOf(program, stage)
  world.revision.set(name, (world.revision.get(name) ?? 0) ^ 1)
}
