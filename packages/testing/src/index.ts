export * from './matchers/index.ts'
export * from './stages/index.ts'
export { checkMonoid, type KeepsBytes, MonoidLawError } from './check-monoid.ts'
