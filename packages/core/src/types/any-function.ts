/** The type that every function fits. */
export type AnyFunction = (...args: never) => unknown
