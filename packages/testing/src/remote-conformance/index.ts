export { memoryRemote, type MemoryRemote } from './memory-remote.ts'
export { type MakeRemote, remoteConformance } from './remote-conformance.ts'
