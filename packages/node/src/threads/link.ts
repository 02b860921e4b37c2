import type { MessagePort, TransferListItem } from 'node:worker_threads'
import { type ErrorData, fromErrorData, toErrorData } from './error-data.ts'

type Message =
  | { readonly type: 'ask'; readonly id: number; readonly name: string; readonly args: readonly unknown[] }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly error: ErrorData }
  | { readonly type: 'tell'; readonly name: string; readonly args: readonly unknown[] }

/** What the other side may call, by name. */
export type Handlers = Readonly<Record<string, (...args: never[]) => unknown>>

/** Calls across a port, in both directions. */
export interface Link {
  /** Calls a handler of the other side, and gives what it gives. */
  readonly ask: (
    name: string,
    args: readonly unknown[],
    transfer?: readonly TransferListItem[],
  ) => Promise<unknown>
  /** Calls a handler of the other side without an answer. */
  readonly tell: (name: string, ...args: readonly unknown[]) => void
  readonly close: () => void
}

export const makeLink = (port: MessagePort, handlers: Handlers): Link => {
  const pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>()
  let last = 0
  const post = (message: Message, transfer: readonly TransferListItem[] = []): void =>
    port.postMessage(message, [...transfer])
  // Both sides are this package's: each handler is called with what it takes.
  const call = (name: string, args: readonly unknown[]): unknown => handlers[name]?.(...(args as never[]))
  const answer = async (id: number, name: string, args: readonly unknown[]): Promise<void> => {
    try {
      const value = await call(name, args)
      post({ type: 'answer', id, value })
    } catch (error) {
      post({ type: 'failure', id, error: toErrorData(error) })
    }
  }
  port.on('message', (message: Message) => {
    if (message.type === 'ask') return void answer(message.id, message.name, message.args)
    if (message.type === 'tell') return void call(message.name, message.args)
    const waiting = pending.get(message.id)
    pending.delete(message.id)
    if (message.type === 'answer') waiting?.resolve(message.value)
    else waiting?.reject(fromErrorData(message.error))
  })
  return {
    ask: (name, args, transfer) =>
      new Promise((resolve, reject) => {
        const id = ++last
        pending.set(id, { resolve, reject })
        post({ type: 'ask', id, name, args }, transfer)
      }),
    tell: (name, ...args) => post({ type: 'tell', name, args }),
    close: () => port.close(),
  }
}
