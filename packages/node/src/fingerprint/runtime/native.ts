import { isFn, type Fn } from '../walk.ts'

/** The source of a function. */
export const textOf = (fn: Fn): string => Function.prototype.toString.call(fn)

/** Whether a function is the language's or the runtime's own. */
export const isNative = (value: unknown): boolean =>
  isFn(value) && /\{\s*\[native code\]\s*\}\s*$/.test(textOf(value))
