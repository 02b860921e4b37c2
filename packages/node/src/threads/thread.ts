import { type CallStore, type Channel, makeStageHost, type StageHost } from '@stagewright/core'
import { inspect } from 'node:util'
import { nodeFingerprinter } from '../fingerprint/index.ts'
import { v8 } from '../v8/v8-cacher.ts'
import type { ThreadTask } from './call-messages.ts'
import { crosses, toErrorData } from './error-data.ts'
import { type Link, makeLink } from './link.ts'
import { loadModule } from './load-module.ts'

// What runs in a thread: Piscina calls the default export for each task, one at a time.

const hosts = new Map<string, Promise<StageHost>>()

const hostOf = (stages: string, loader: string | undefined): Promise<StageHost> => {
  const known = hosts.get(stages)
  if (known !== undefined) return known
  const host = loadModule(stages, loader).then((exports) =>
    makeStageHost(exports, {
      source: stages,
      fingerprinter: nodeFingerprinter(),
      memoryInUse: process.memoryUsage.rss,
      cachers: [v8()],
    }),
  )
  hosts.set(stages, host)
  return host
}

export default async ({ stages, loader, data, port }: ThreadTask): Promise<void> => {
  const abort = new AbortController()
  const sources = new Map<number, AsyncIterator<Uint8Array>>()
  const writers = new Map<number, (path: string) => Promise<void>>()
  const link = makeLink(port, {
    abort: () => abort.abort(new DOMException('This operation was aborted', 'AbortError')),
    next: (id: number) => sources.get(id)?.next(),
    end: (id: number) => sources.get(id)?.return?.(),
    writeTo: (id: number, path: string) => writers.get(id)?.(path),
  })
  let fail = (_error: unknown): void => {}
  const stray = new Promise<never>((_, reject) => {
    fail = reject
  })
  const onStray = (error: unknown): void => {
    isSpoilt = true
    fail(error)
  }
  process.on('uncaughtException', onStray)
  let isSpoilt = false
  try {
    const host = await hostOf(stages, loader)
    const carried = host.carryOut(data, storeOf(link, sources, writers), channelOf(link, abort.signal))
    const result = await Promise.race([carried, stray])
    // What was left to fail by itself shows before the next call begins.
    await Promise.race([new Promise((resolve) => setImmediate(resolve)), stray])
    const values = [...result.values].filter(([name]) => data.wanted.includes(name))
    for (const [name, value] of values)
      if (!crosses(value))
        throw new TypeError(
          `the output '${name}' cannot be passed to another thread as it is. Give its stage a cacher for it, or keep the stage in the thread of the run by runs: 'here' in its specification.`,
        )
    await link.ask('done', [{ ...result, values: new Map(values) }])
  } catch (error) {
    await link.ask('failed', [toErrorData(error)])
  }
  process.off('uncaughtException', onStray)
  link.close()
  // What else it set going may fail while another step runs.
  if (isSpoilt) process.exit()
}

const channelOf = (link: Link, signal: AbortSignal): Channel => ({
  signal,
  started: () => link.tell('started'),
  returned: (time) => link.tell('returned', time),
  log: (...parts) => link.tell('log', ...parts.map((part) => (crosses(part) ? part : inspect(part)))),
  progress: (done, total) => link.tell('progress', done, total),
  report: (report) => link.tell('report', report),
  reads: (soFar) => link.tell('reads', soFar()),
  warn: (warning) => link.tell('warn', warning),
  waits: (forWhat) => link.tell('waits', forWhat),
})

const storeOf = (
  link: Link,
  sources: Map<number, AsyncIterator<Uint8Array>>,
  writers: Map<number, (path: string) => Promise<void>>,
): CallStore => {
  let last = 0
  // The other side answers each with what the call's own store gives.
  return {
    read: (stored) => link.ask('read', [stored]) as Promise<Uint8Array>,
    stream: async function* (stored) {
      yield (await link.ask('read', [stored])) as Uint8Array
    },
    path: (stored) => link.ask('path', [stored]) as Promise<string>,
    write: (output, content) => {
      const id = ++last
      if (content.via === 'bytes') {
        const bytes = content.bytes.slice()
        return link.ask('writeBytes', [output, bytes], [bytes.buffer as ArrayBuffer]) as ReturnType<
          CallStore['write']
        >
      }
      if (content.via === 'stream') sources.set(id, content.chunks[Symbol.asyncIterator]())
      else writers.set(id, content.write)
      return link.ask('write', [output, content.via, id]) as ReturnType<CallStore['write']>
    },
  }
}
