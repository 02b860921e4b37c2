export * from './matchers/index.ts'
export * from './stages/index.ts'
export { checkMonoid, type CheckMonoidOptions, type KeepsBytes, MonoidLawError } from './check-monoid.ts'
