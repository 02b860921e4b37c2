import type { Code } from './interpret.ts'
import type { Keeping, Params, Place, Program } from './program.ts'

/** What edits change: everything that a pipeline's results depend on, and what is asked of it. */
export interface World {
  /** Of each record. */
  readonly params: Params[]
  readonly enabled: boolean[]
  readonly keeping: Map<string, Keeping>
  /** Of each stage; the second of two revisions does the same as the first. */
  readonly revision: Map<string, number>
  readonly files: Map<string, FileState>
  readonly env: Map<string, string>
  /** How often what a source fetches has changed: only ever together with an overwrite that fetches it anew. */
  readonly epochs: Map<string, number>
  targets: readonly Place[]
  clock: number
}

export interface FileState {
  readonly text: string
  /** What a file system would say of it; absent when it changed too lately to be sure. */
  readonly signature: string | undefined
}

export const makeWorld = (program: Program): World => {
  const world: World = {
    params: program.records.map(({ params }) => params),
    enabled: program.records.map(() => true),
    keeping: new Map(),
    revision: new Map(),
    files: new Map(),
    env: new Map(Object.entries(program.env)),
    epochs: new Map(),
    targets: program.targets,
    clock: 0,
  }
  for (const [name, content] of Object.entries(program.files)) writeFile(world, name, content)
  return world
}

/** Every third writing is too late for a signature to be trusted. */
export const writeFile = (world: World, name: string, content: string): void => {
  world.clock++
  world.files.set(name, {
    text: content,
    signature: world.clock % 3 === 0 ? undefined : `${content.length} ${world.clock}`,
  })
}

/** What a stage's code does now: the second of two revisions does the same as the first. */
export const codeOf = (world: World, stage: string): Code => {
  const revision = world.revision.get(stage) ?? 0
  return {
    behaviour: `${stage} ${revision >> 1}`,
    fetch: (sights) => `epoch ${world.epochs.get(sourceOf(stage, revision, sights)) ?? 0}`,
  }
}

export const sourceOf = (stage: string, revision: number, sights: string): string =>
  `${stage} ${revision} ${sights}`
