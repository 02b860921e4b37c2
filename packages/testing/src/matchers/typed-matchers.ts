import type { Plan, RunResult } from '@stagewright/core'

/**
 * What `expect(plan)` and `expect(result)` have. Each takes the names of stages, or of single steps (`fit@small`), and
 * holds when these steps, and no others, have that fate.
 */
export interface StageMatchers<Result, Actual> {
  /** These steps will run. */
  toRun: Of<Actual, Plan, Result, 'toRun looks at a plan: expect(await plan(...))'>
  /** These steps will run only if an input that is being made again comes out different. */
  toMaybeRun: Of<Actual, Plan, Result, 'toMaybeRun looks at a plan: expect(await plan(...))'>
  /** What is kept of these steps will be used. */
  toReuse: Of<Actual, Plan, Result, 'toReuse looks at a plan: expect(await plan(...))'>
  /** Nothing needs these steps. */
  toSkip: Of<Actual, Plan, Result, 'toSkip looks at a plan: expect(await plan(...))'>
  /** These steps ran. */
  toHaveRun: Of<Actual, RunResult, Result, 'toHaveRun looks at a result: expect(await run(...))'>
  /** What was kept of these steps was used. */
  toHaveReused: Of<Actual, RunResult, Result, 'toHaveReused looks at a result: expect(await run(...))'>
  /** Nothing needed these steps. */
  toHaveSkipped: Of<Actual, RunResult, Result, 'toHaveSkipped looks at a result: expect(await run(...))'>
  /** These steps failed. */
  toHaveFailed: Of<Actual, RunResult, Result, 'toHaveFailed looks at a result: expect(await run(...))'>
  /** A step before these failed. */
  toHaveBeenBlocked: Of<
    Actual,
    RunResult,
    Result,
    'toHaveBeenBlocked looks at a result: expect(await run(...))'
  >
}

/** A matcher where it fits what is looked at, and otherwise one that takes nothing, and whose type says why. */
type Of<Actual, Wanted, Result, Sentence extends string> = (
  names: Awaited<Actual> extends Wanted ? readonly string[] : Misplaced<Sentence>,
) => Result

declare const misplaced: unique symbol

interface Misplaced<Sentence extends string> {
  readonly [misplaced]: Sentence
}
