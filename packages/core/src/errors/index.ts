export { type Place, StagewrightError } from './base.ts'
export * from './running.ts'
export * from './storing.ts'
export * from './wiring.ts'
