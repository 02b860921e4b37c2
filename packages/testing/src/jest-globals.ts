import { expect } from '@jest/globals'
import type { StageMatchers } from './matchers/typed-matchers.ts'
import { matchers } from './matchers/matchers.ts'

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends StageMatchers<R, T> {}
}

expect.extend(matchers)
