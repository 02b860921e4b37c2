export { nodeEngine } from './engine.ts'
export { nodeFingerprinter, type NodeFingerprinterOptions } from './fingerprint/index.ts'
export * from './store/index.ts'
export { v8, type V8Cacher, type V8Rule } from './v8/v8-cacher.ts'
