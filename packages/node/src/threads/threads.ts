import type { Call, CallResult, Channel, Executor, StoredArtifact } from '@stagewright/core'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { MessageChannel, SHARE_ENV } from 'node:worker_threads'
import type * as piscina from 'piscina'
import type { ThreadTask } from './call-messages.ts'
import { crosses, type ErrorData, fromErrorData } from './error-data.ts'
import { type Handlers, makeLink } from './link.ts'

/** How worker threads are set up. */
export interface ThreadsOptions {
  /** The address of a module whose exports are stages, pipelines of them, or experiments: `new URL('./stages.js', import.meta.url)`. */
  readonly stages: URL | string
  /** How many there are at most. Default: as many as the machine has cores. */
  readonly size?: number
  /**
   * The address of a module whose default export imports `stages` in a thread: a function from their address to their
   * exports, for programs that need a loader. Default: \`import()\`, through the project's tsx for TypeScript.
   */
  readonly loader?: URL | string
}

/** An executor with threads of its own, which end when it is closed, or when the program has nothing else to do. */
export interface ThreadsExecutor extends Executor, AsyncDisposable {
  readonly close: () => Promise<void>
}

/** How long a function may take to stop after an abort before its thread is ended, in milliseconds. */
const graceMs = 500

/**
 * Calls functions in worker threads, so that those which compute use every core. A thread imports the stages by
 * themselves and finds each by its name and code. A step whose thread dies fails alone.
 */
export const threads = ({
  stages,
  size = availableParallelism(),
  loader,
}: ThreadsOptions): ThreadsExecutor => {
  const from = { stages: String(stages), ...(loader !== undefined && { loader: String(loader) }) }
  let pool: piscina.Piscina | undefined
  const start = (): piscina.Piscina => {
    const require = createRequire(import.meta.url)
    // Loading it takes longer than loading all of this library, so it is loaded when a thread is needed. Its types show what
    // it exports.
    const { Piscina } = require('piscina') as typeof piscina
    return new Piscina({
      filename: require.resolve('@stagewright/node/thread'),
      minThreads: 0,
      maxThreads: size,
      idleTimeout: 10_000,
      concurrentTasksPerWorker: 1,
      // A thread that loads TypeScript registers what it needs; flags of this process do not suit it.
      execArgv: [],
      env: SHARE_ENV,
    })
  }
  const close = async (): Promise<void> => {
    const ending = pool
    pool = undefined
    await ending?.destroy()
  }
  return {
    name: `${size} threads`,
    execute: (call, channel) =>
      call.runs === 'here' ? call.here(channel) : callIn((pool ??= start()), from, call, channel),
    close,
    [Symbol.asyncDispose]: close,
  }
}

const callIn = async (
  pool: piscina.Piscina,
  from: Pick<ThreadTask, 'stages' | 'loader'>,
  call: Call,
  channel: Channel,
): Promise<CallResult> => {
  const data = call.data()
  for (const { name, value } of data.inputs)
    if (value !== undefined && !crosses(value.value))
      throw new TypeError(
        `its input '${name}' cannot be passed to another thread as it is. Give the stage that outputs it a cacher, or keep this one in the thread of the run by runs: 'here' in its specification.`,
      )
  const { port1, port2 } = new MessageChannel()
  const ending = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let settle = (_result: CallResult): void => {}
  let fail = (_error: unknown): void => {}
  const outcome = new Promise<CallResult>((resolve, reject) => {
    settle = resolve
    fail = reject
  })
  const link = makeLink(port1, {
    ...channelHandlers(channel),
    ...storeHandlers(call, (name, ...args) => link.ask(name, args)),
    done: (result: CallResult) => settle(result),
    failed: (error: ErrorData) => fail(fromErrorData(error)),
  })
  const onAbort = (): void => {
    link.tell('abort')
    timer = setTimeout(() => ending.abort(), graceMs)
  }
  if (channel.signal.aborted) onAbort()
  else channel.signal.addEventListener('abort', onAbort, { once: true })
  const task: ThreadTask = { ...from, data, port: port2 }
  pool.run(task, { transferList: [port2], signal: ending.signal }).catch((error: unknown) => {
    fail(channel.signal.aborted ? channel.signal.reason : endOfThread(error))
  })
  try {
    return await outcome
  } finally {
    clearTimeout(timer)
    channel.signal.removeEventListener('abort', onAbort)
    // The thread's side closes the port once it has its answer.
    port1.unref()
  }
}

const endOfThread = (error: unknown): Error =>
  new Error(
    `its thread ended (${error instanceof Error ? error.message : String(error)}). Other steps go on. A stage must return or throw: process.exit ends its thread, and so does running out of memory.`,
    { cause: error },
  )

const channelHandlers = (channel: Channel): Handlers => ({
  started: channel.started,
  returned: channel.returned,
  log: channel.log,
  progress: channel.progress,
  report: channel.report,
  reads: (reads) => channel.reads(() => reads),
  warn: channel.warn,
  ...(channel.waits && { waits: channel.waits }),
})

type Ask = (name: string, ...args: readonly unknown[]) => Promise<unknown>

const storeHandlers = ({ store }: Call, ask: Ask): Handlers => ({
  read: (stored: StoredArtifact) => store.read(stored),
  path: (stored: StoredArtifact) => {
    if (store.path === undefined) throw new Error('this store has no files: use fileStore(directory)')
    return store.path(stored)
  },
  writeBytes: (output, bytes) => store.write(output, { via: 'bytes', bytes }),
  write: (output, via: 'stream' | 'path', id: number) =>
    store.write(
      output,
      via === 'path'
        ? { via, write: async (path) => void (await ask('writeTo', id, path)) }
        : { via, chunks: chunksOf(id, ask) },
    ),
})

async function* chunksOf(id: number, ask: Ask): AsyncGenerator<Uint8Array> {
  let isDone = false
  try {
    for (;;) {
      // The thread answers with what its iterator gives.
      const next = (await ask('next', id)) as IteratorResult<Uint8Array>
      isDone = next.done === true
      if (next.done === true) return
      yield next.value
    }
  } finally {
    if (!isDone) await ask('end', id).catch(() => {})
  }
}
