export { type Given, given } from './given.ts'
export { type Rehearsal, rehearse, type RehearseOptions } from './rehearse.ts'
export type { Reads } from './reads.ts'
