import { expect } from 'vitest'
import type { StageMatchers } from './matchers/typed-matchers.ts'
import { matchers } from './matchers/matchers.ts'

declare module 'vitest' {
  // The type parameter is vitest's own, and must be repeated as it is.
  // oxlint-disable-next-line typescript/no-explicit-any
  interface Assertion<T = any> extends StageMatchers<void, T> {}
}

expect.extend(matchers)
