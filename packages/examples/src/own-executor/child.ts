import {
  type CallData,
  type CallStore,
  type Channel,
  type Content,
  crosses,
  fromErrorData,
  makeStageHost,
  nodeFingerprinter,
  type StoredArtifact,
  toErrorData,
} from 'stagewright'
import type { FromChild, ToChild } from './messages.ts'

// What runs in the other process.

// #region child
const [, , stages = ''] = process.argv
const host = import(stages).then((exports) =>
  makeStageHost(exports, { source: stages, fingerprinter: nodeFingerprinter() }),
)
const aborts = new Map<number, AbortController>()
const questions = new Map<number, (answer: ToChild & { readonly type: 'answer' }) => void>()
const send = (message: FromChild): void => void process.send?.(message)

process.on('message', (message: ToChild) => {
  if (message.type === 'call') void carryOut(message.id, message.data)
  else if (message.type === 'abort') aborts.get(message.id)?.abort()
  else questions.get(message.question)?.(message)
})

const carryOut = async (id: number, data: CallData): Promise<void> => {
  const abort = new AbortController()
  aborts.set(id, abort)
  try {
    const result = await (await host).carryOut(data, storeOf(id), channelOf(id, abort.signal))
    const values = [...result.values].filter(([name]) => data.wanted.includes(name))
    for (const [name, value] of values)
      if (!crosses(value)) throw new TypeError(`the output '${name}' cannot be sent. Give it a cacher.`)
    send({ type: 'done', id, result: { ...result, values: new Map(values) } })
  } catch (error) {
    send({ type: 'failed', id, error: toErrorData(error) })
  } finally {
    aborts.delete(id)
  }
}
// #endregion child

// #region channel
const channelOf = (id: number, signal: AbortSignal): Channel => {
  const tell =
    (what: string) =>
    (...args: readonly unknown[]): void =>
      send({ type: 'tell', id, what, args })
  return {
    signal,
    started: tell('started'),
    returned: tell('returned'),
    log: tell('log'),
    progress: tell('progress'),
    report: tell('report'),
    reads: (soFar) => tell('reads')(soFar()),
    warn: tell('warn'),
  }
}

let last = 0
const storeOf = (id: number): CallStore => {
  const ask = (what: 'read' | 'path' | 'write', ...args: readonly unknown[]): Promise<any> =>
    new Promise((resolve, reject) => {
      const question = ++last
      questions.set(question, ({ value, error }) => {
        questions.delete(question)
        if (error === undefined) resolve(value)
        else reject(fromErrorData(error))
      })
      send({ type: 'ask', id, question, what, args })
    })
  return {
    read: (stored) => ask('read', stored),
    stream: async function* (stored: StoredArtifact) {
      yield await ask('read', stored)
    },
    path: (stored) => ask('path', stored),
    write: async (output, content) => ask('write', output, { via: 'bytes', bytes: await bytesOf(content) }),
  }
}
// #endregion channel

const bytesOf = async (content: Content): Promise<Uint8Array> => {
  if (content.via === 'bytes') return content.bytes
  if (content.via === 'path') throw new TypeError("A cacher that saves to a path needs runs: 'here'.")
  const chunks: Uint8Array[] = []
  for await (const chunk of content.chunks) chunks.push(chunk)
  return Buffer.concat(chunks)
}
