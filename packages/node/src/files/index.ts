export { hashFile } from './hash-file.ts'
export { type Below, listBelow } from './list-below.ts'
