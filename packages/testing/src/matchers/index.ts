export { type Fate, type Fated, stagesThat } from './fate.ts'
export { matchers, type Verdict } from './matchers.ts'
export type { StageMatchers } from './typed-matchers.ts'
