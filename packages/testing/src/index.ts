export * from './oracle/index.ts'
export * from './store-conformance/index.ts'
