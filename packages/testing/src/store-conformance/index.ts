export type { Fact, MakeStore } from './fact.ts'
export { storeConformance } from './store-conformance.ts'
