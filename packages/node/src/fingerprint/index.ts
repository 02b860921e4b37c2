export { nodeFingerprinter } from './fingerprinter.ts'
export type { NodeFingerprinterOptions } from './fingerprinter.ts'
