import type { Engine } from '@stagewright/core'
import { nodeEngine } from './engine.ts'

const engine: Engine = nodeEngine()

/** What would run and why, before anything runs. Writes nothing. Keeps to `.stagewright/` unless a store is given. */
export const plan: Engine['plan'] = engine.plan

/** Plans, skips what can be skipped, runs the rest, and keeps every result in `.stagewright/` unless a store is given. */
export const run: Engine['run'] = engine.run

/** Declares that results hold in spite of a change that a person calls harmless, and records it. */
export const accept: Engine['accept'] = engine.accept

/** `plan` as an fp-ts TaskEither. */
export const planTask: Engine['planTask'] = engine.planTask

/** `run` as an fp-ts TaskEither. */
export const runTask: Engine['runTask'] = engine.runTask
