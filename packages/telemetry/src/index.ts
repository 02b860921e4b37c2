export { traceRun, type TraceRunOptions } from './trace-run.ts'
