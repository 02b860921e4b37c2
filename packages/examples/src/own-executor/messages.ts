import type { CallData, CallResult, ErrorData } from 'stagewright'

/** What the process of the run sends. */
export type ToChild =
  | { readonly type: 'call'; readonly id: number; readonly data: CallData }
  | { readonly type: 'abort'; readonly id: number }
  | {
      readonly type: 'answer'
      readonly question: number
      readonly value?: unknown
      readonly error?: ErrorData
    }

/** What the other process sends; `id` says of which call. */
export type FromChild =
  | { readonly type: 'tell'; readonly id: number; readonly what: string; readonly args: readonly unknown[] }
  | {
      readonly type: 'ask'
      readonly id: number
      readonly question: number
      readonly what: 'read' | 'path' | 'write'
      readonly args: readonly unknown[]
    }
  | { readonly type: 'done'; readonly id: number; readonly result: CallResult }
  | { readonly type: 'failed'; readonly id: number; readonly error: ErrorData }
