import type { Executor, StageContext } from '@stagewright/core'

/** Calls functions in this thread, and lends them files in the place of those that they ask for. */
export const lendFiles = (files: Readonly<Record<string, string>>): Executor => ({
  name: 'rehearsal',
  execute: async ({ fn, args: [given, ...others] }) => {
    // The first argument of a stage's function is its context, made for this call alone.
    const context = given as StageContext
    const { file } = context
    const lending = Object.assign(context, { file: (path: string) => files[file(path)] ?? path })
    // The arguments are those that the function was planned with.
    return (fn as (...all: readonly unknown[]) => unknown)(lending, ...others)
  },
})
