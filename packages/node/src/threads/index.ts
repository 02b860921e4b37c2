export { threads, type ThreadsExecutor, type ThreadsOptions } from './threads.ts'
