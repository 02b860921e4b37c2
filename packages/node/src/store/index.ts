export {
  collectGarbage,
  type Garbage,
  type GarbageOptions,
  type GarbageReport,
} from './garbage/collect-garbage.ts'
export type { GarbageRules } from './garbage/garbage-rules.ts'
export { type FileStore, type FileStoreOptions, fileStore } from './file-store.ts'
export { type ExecutionFilter, type ListedExecution, listExecutions } from './index/list-executions.ts'
export { type StoreProblem, type StoreReport, verifyStore } from './recovery/verify-store.ts'
export type { RemoteGarbageOptions, RemoteGarbageReport } from './remote/remote-garbage.ts'
export { collectRemoteGarbage, type SyncReport, syncStore, verifyRemote } from './remote/maintain-remote.ts'
