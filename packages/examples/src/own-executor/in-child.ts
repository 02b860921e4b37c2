import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import {
  type Call,
  type CallResult,
  type Channel,
  crosses,
  type Executor,
  fromErrorData,
  type Read,
  toErrorData,
} from 'stagewright'
import type { FromChild, ToChild } from './messages.ts'

// #region executor
/** Calls the stages of a module in a process of its own. */
export const inChild = (stages: URL): Executor & { readonly close: () => void } => {
  const calls = new Map<number, UnderWay>()
  let child: ChildProcess | undefined
  let last = 0
  const start = (): ChildProcess => {
    const module = fileURLToPath(new URL('./child.js', import.meta.url))
    const forked = fork(module, [stages.href], { serialization: 'advanced' })
    forked.on('message', (message: FromChild) => {
      const underWay = calls.get(message.id)
      if (underWay !== undefined) receive(message, underWay, (answer) => forked.send(answer))
    })
    forked.on('exit', () => {
      child = undefined
      for (const { reject } of calls.values()) reject(new Error('its process ended while it ran.'))
    })
    return forked
  }
  return {
    name: 'a process of its own',
    execute: async (call, channel) => {
      if (call.runs === 'here') return call.here(channel)
      const data = call.data()
      for (const { name, value } of data.inputs)
        if (value !== undefined && !crosses(value.value))
          throw new TypeError(
            `its input '${name}' cannot be sent to another process. Give it a cacher, or its stage runs: 'here'.`,
          )
      const id = ++last
      const send = (message: ToChild): void => void (child ??= start()).send(message)
      const onAbort = (): void => send({ type: 'abort', id })
      try {
        return await new Promise<CallResult>((resolve, reject) => {
          calls.set(id, { call, channel, resolve, reject })
          send({ type: 'call', id, data })
          channel.signal.addEventListener('abort', onAbort)
        })
      } finally {
        channel.signal.removeEventListener('abort', onAbort)
        calls.delete(id)
      }
    },
    close: () => void child?.kill(),
  }
}
// #endregion executor

interface UnderWay {
  readonly call: Call
  readonly channel: Channel
  readonly resolve: (result: CallResult) => void
  readonly reject: (error: unknown) => void
}

// #region receive
const receive = (
  message: FromChild,
  { call, channel, resolve, reject }: UnderWay,
  send: (answer: ToChild) => void,
): void => {
  switch (message.type) {
    case 'tell': {
      const { what, args } = message
      if (what === 'reads') return channel.reads(() => args[0] as readonly Read[])
      // The other side calls what its channel has, with what it was given.
      return (channel as unknown as Record<string, (...given: readonly unknown[]) => void>)[what]?.(...args)
    }
    case 'ask': {
      const { question, what, args } = message
      const ask = call.store[what] as ((...given: readonly unknown[]) => Promise<unknown>) | undefined
      Promise.resolve(ask?.(...args)).then(
        (value) => send({ type: 'answer', question, value }),
        (error: unknown) => send({ type: 'answer', question, error: toErrorData(error) }),
      )
      return undefined
    }
    case 'done':
      return resolve(message.result)
    case 'failed':
      return reject(fromErrorData(message.error))
  }
}
// #endregion receive
