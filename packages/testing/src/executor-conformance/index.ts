export { executorConformance } from './executor-conformance.ts'
export type { MakeExecutor } from './executor-conformance.ts'
export type { Fact } from '../store-conformance/fact.ts'
