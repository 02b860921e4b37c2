export { collectGarbage, type GarbageOptions, type GarbageReport } from './collect-garbage.ts'
export { type FileStoreOptions, fileStore } from './file-store.ts'
export { type ExecutionFilter, type ListedExecution, listExecutions } from './list-executions.ts'
export { type StoreProblem, type StoreReport, verifyStore } from './verify-store.ts'
