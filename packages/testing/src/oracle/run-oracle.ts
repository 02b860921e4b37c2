import * as fc from 'fast-check'
import { checkProgram, type Tally } from './check-program.ts'
import { type Episode, episodes } from './edits.ts'
import { type FindingType, OracleFinding } from './finding.ts'
import type { Laboratory } from './laboratory.ts'
import type { Program } from './program.ts'
import { programs } from './programs.ts'

/** How many cases, and which. */
export interface OracleOptions extends Laboratory {
  /** Random pipelines, each with its sequence of edits and runs. */
  readonly cases: number
  /** The same seed gives the same cases. */
  readonly seed: number
  /** Goes straight to one case of the seed, as a counterexample tells it. Default: begins with the first. */
  readonly path?: string
  /** Whether a case that goes wrong is made as small as it gets. Default: true. */
  readonly shrink?: boolean
  /** Stops after so many milliseconds, whatever was checked, however small a case that goes wrong has got. Default: never. */
  readonly timeLimitMs?: number
}

/** What was checked, and the smallest case that went wrong. */
export interface OracleReport extends Tally {
  cases: number
  readonly counterexample: Counterexample | undefined
}

export interface Counterexample {
  readonly seed: number
  /** With the seed, leads fast-check straight to the case. */
  readonly path: string
  readonly type: FindingType | 'error'
  readonly message: string
  readonly program: Program
  readonly episodes: readonly Episode[]
}

/** Draws random pipelines and edits, and checks each. A case that goes wrong is made as small as it gets. */
export const runOracle = async (options: OracleOptions): Promise<OracleReport> => {
  const tally: Tally = { edits: 0, runs: 0, steps: 0, executions: 0 }
  let cases = 0
  let failed = false
  const property = fc.asyncProperty(programs, episodes, async (program, sequence) => {
    await turnOfTheLoop()
    try {
      const { edits, runs, steps, executions } = await checkProgram(program, sequence, options)
      if (failed) return
      cases++
      tally.edits += edits
      tally.runs += runs
      tally.steps += steps
      tally.executions += executions
    } catch (error) {
      // What is checked while a case is made smaller does not count.
      failed = true
      throw error
    }
  })
  const { path, timeLimitMs } = options
  const details = await fc.check(property, {
    numRuns: options.cases,
    seed: options.seed,
    endOnFailure: options.shrink === false,
    ...(path === undefined ? {} : { path }),
    ...(timeLimitMs === undefined ? {} : { interruptAfterTimeLimit: timeLimitMs }),
  })
  return { ...tally, cases, counterexample: counterexampleOf(details) }
}

/** Stores in memory answer at once: without it, timers, output and weak references would wait until all cases are done. */
const turnOfTheLoop = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve)
  })

const counterexampleOf = (
  details: fc.RunDetails<[Program, readonly Episode[]]>,
): Counterexample | undefined => {
  if (!details.failed || details.counterexample === null) return undefined
  const [program, sequence] = details.counterexample
  const error: unknown = details.errorInstance
  return {
    seed: details.seed,
    path: details.counterexamplePath,
    type: error instanceof OracleFinding ? error.type : 'error',
    message: error instanceof Error ? error.message : String(error),
    program,
    episodes: sequence,
  }
}
