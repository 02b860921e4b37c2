/// <reference types="jest" />
import type { StageMatchers } from './matchers/typed-matchers.ts'
import { matchers } from './matchers/matchers.ts'

declare global {
  namespace jest {
    interface Matchers<R, T = {}> extends StageMatchers<R, T> {}
  }
}

expect.extend(matchers)
