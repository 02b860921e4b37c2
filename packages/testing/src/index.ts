export * from './matchers/index.ts'
export * from './oracle/index.ts'
export * from './stages/index.ts'
export * from './store-conformance/index.ts'
