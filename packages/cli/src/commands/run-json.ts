import type { Outcome, RunResult } from '@stagewright/core'
import type { ErrorJson } from '../errors/describe-error.ts'
import type { ExitCode } from '../exit-code.ts'
import type { Prepared } from '../load/prepare-targets.ts'
import type { Tally } from '../progress/tally.ts'

export interface RunFacts {
  readonly prepared: Prepared
  readonly tally: Tally
  readonly code: ExitCode
  readonly dryRun: boolean
  readonly result?: RunResult
  /** Why it did not go well. */
  readonly errors: readonly unknown[]
  /** What went wrong beside the run itself. */
  readonly problems: readonly string[]
}

/** A step as `run --json` gives it. */
interface StepJson {
  readonly id: string
  readonly stage: string
  readonly record: string
  readonly decision: string
  readonly explanation: string
  readonly outcome: Outcome | 'left'
  readonly startedAt?: number
  readonly durationMs?: number
  readonly memoryBytes?: number
  readonly error?: ErrorJson
  readonly blockedBy?: string
}

/** What `run --json` prints; schemas/run.schema.json says the same. */
export const runJson = (
  { prepared, tally, code, dryRun, result, errors, problems }: RunFacts,
  describe: (error: unknown) => ErrorJson,
): object => {
  const steps = stepsOf(tally, result, describe)
  const counts = { ran: 0, reused: 0, skipped: 0, failed: 0, blocked: 0, left: 0 }
  for (const { outcome } of steps) counts[outcome]++
  return {
    status: statuses[code],
    exitCode: code,
    dryRun,
    experiment: prepared.experiment.name,
    file: prepared.shown,
    store: prepared.store.name,
    run: tally.run ?? null,
    durationMs: result?.durationMs ?? (tally.startedAt === undefined ? 0 : Date.now() - tally.startedAt),
    counts,
    steps,
    warnings: [
      ...(result?.warnings ?? tally.plan?.warnings ?? []).map(({ type, message }) => ({ type, message })),
      ...problems.map((message) => ({ type: 'listener-failed', message })),
    ],
    errors: errors.map(describe),
  }
}

const statuses: Readonly<Record<ExitCode, string>> = {
  0: 'well',
  1: 'stage-failed',
  2: 'wrong-use',
  130: 'interrupted',
}

const stepsOf = (
  tally: Tally,
  result: RunResult | undefined,
  describe: (error: unknown) => ErrorJson,
): readonly StepJson[] => {
  if (result !== undefined)
    return result.steps.map(({ outcome, startedAt, durationMs, error, blockedBy, ...step }) => ({
      ...outline(step),
      outcome,
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(durationMs === undefined ? {} : { durationMs }),
      ...memoryOf(tally, step.id),
      ...(error === undefined ? {} : { error: describe(error) }),
      ...(blockedBy === undefined ? {} : { blockedBy }),
    }))
  return (tally.plan?.steps ?? []).map((step) => {
    const finished = tally.finished.get(step.id)
    if (finished === undefined) {
      const isSettled = step.decision === 'reuse' || step.decision === 'skip'
      return { ...outline(step), outcome: isSettled ? 'skipped' : 'left' }
    }
    const { outcome, startedAt, durationMs, error } = finished
    const failure = error === undefined ? {} : { error: describe(error) }
    return { ...outline(step), outcome, startedAt, durationMs, ...memoryOf(tally, step.id), ...failure }
  })
}

const memoryOf = (tally: Tally, step: string): { readonly memoryBytes?: number } => {
  const memoryBytes = tally.finished.get(step)?.memoryBytes
  return memoryBytes === undefined ? {} : { memoryBytes }
}

const outline = ({
  id,
  stage,
  record,
  decision,
  explanation,
}: Omit<StepJson, 'outcome'>): Omit<StepJson, 'outcome'> => ({
  id,
  stage,
  record,
  decision,
  explanation,
})
