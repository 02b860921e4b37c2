import { AsyncLocalStorage } from 'node:async_hooks'
import { availableParallelism } from 'node:os'
import {
  type EnclosingStep,
  type Engine,
  makeEngine,
  provideAsyncContext,
  provideSha256,
} from '@stagewright/core'
import { nodeFingerprinter } from './fingerprint/index.ts'
import { sha256 } from './files/sha256.ts'
import { fileStore } from './store/index.ts'
import { v8 } from './v8/v8-cacher.ts'

/** Where results are kept unless a store is given: below the working directory. */
const defaultFolder = '.stagewright'

const asyncContext = new AsyncLocalStorage<EnclosingStep>()

/** The engine with Node's parts: a store in files, fingerprints that follow the code, all of the machine's cores. */
export const nodeEngine = (): Engine => {
  provideSha256(sha256)
  provideAsyncContext(asyncContext)
  return makeEngine({
    store: () => fileStore(defaultFolder),
    fingerprinter: nodeFingerprinter(),
    concurrency: availableParallelism(),
    cachers: [v8()],
    memoryInUse: process.memoryUsage.rss,
  })
}
