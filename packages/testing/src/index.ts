export * from './matchers/index.ts'
export * from './stages/index.ts'
