import type { Executor } from '../ports/executor.ts'

const here: Executor = {
  name: 'in process',
  execute: (call, channel) => call.here(channel),
}

/** Calls functions in this thread: the default. */
export const inProcess = (): Executor => here
