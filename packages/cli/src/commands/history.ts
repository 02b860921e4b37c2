import type { History, Trace } from '@stagewright/core'
import { readStore } from '../artifacts/read-store.ts'
import { suggest } from '../errors/suggest.ts'
import { UsageError } from '../errors/usage-error.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { allRuns, type PastRun } from '../runs/all-runs.ts'
import { fitsPattern } from '../settings/pattern.ts'
import type { Surroundings } from '../surroundings.ts'
import { formatDate } from '../text/format-date.ts'
import { formatTime } from '../text/format-time.ts'
import { printJson } from '../text/print-json.ts'
import { printTable } from '../text/print-table.ts'

export interface HistoryChoices {
  readonly store?: string
  readonly limit?: number
  readonly json?: boolean
}

/** Lines that are printed unless another number is asked for. */
const usualLimit = 20

/** `stagewright history [STEP]`: the runs of a store, or the executions of a step. */
export const historyCommand = async (
  step: string | undefined,
  choices: HistoryChoices,
  world: Surroundings,
): Promise<ExitCode> => {
  const { shown, folder, history } = await readStore(choices.store, world.cwd)
  const limit = choices.limit ?? (choices.json === true ? Number.POSITIVE_INFINITY : usualLimit)
  if (step === undefined) tellRuns(await allRuns(history.runs, folder), limit, shown, choices, world)
  else tellExecutions(executionsOf(history, step), limit, shown, choices, world)
  return exitCodes.well
}

const tellRuns = (
  runs: readonly PastRun[],
  limit: number,
  store: string,
  { json = false }: HistoryChoices,
  world: Surroundings,
): void => {
  const told = runs.slice(0, limit)
  if (json) return printJson(world.stdout, 'history', { store, runs: told })
  if (runs.length === 0) return void world.stderr.write(`The store ${store} has no runs.\n`)
  const rows = told.map(
    ({ run, status, startedAt, durationMs, executions, experiment = '', file = '', stages }) => [
      run,
      status,
      formatDate(startedAt),
      formatTime(durationMs),
      String(executions),
      experiment,
      file,
      executions === 0 && status === 'finished' ? 'up to date' : stages.join(', '),
    ],
  )
  printTable(['run', 'status', 'began', 'took', 'ran', 'experiment', 'file', 'stages'], rows, world, {
    numeric: [3, 4],
  })
  tellRest(runs.length - told.length, world)
}

interface Execution {
  readonly trace: Trace
  readonly superseded: boolean
}

const tellExecutions = (
  executions: readonly Execution[],
  limit: number,
  store: string,
  { json = false }: HistoryChoices,
  world: Surroundings,
): void => {
  const told = executions.slice(0, limit)
  if (json) {
    return printJson(world.stdout, 'history', {
      store,
      executions: told.map(({ trace, superseded }) => ({
        stage: trace.stage,
        record: trace.record,
        run: trace.run,
        key: trace.key,
        code: trace.code,
        params: trace.params,
        startedAt: trace.startedAt,
        durationMs: trace.durationMs,
        superseded,
        ...(trace.accepted === undefined ? {} : { accepted: trace.accepted }),
        inputs: trace.inputs,
        outputs: trace.outputs.map(({ name, digest, preview, stored }) => ({
          name,
          digest,
          ...(preview === undefined ? {} : { preview }),
          ...(stored === undefined ? {} : { size: stored.size, format: stored.format }),
        })),
      })),
    })
  }
  const rows = told.map(({ trace, superseded }) => [
    `${trace.stage}@${trace.record}`,
    trace.run,
    formatDate(trace.startedAt),
    formatTime(trace.durationMs),
    trace.code.slice(0, 8),
    `${superseded ? '(replaced) ' : ''}${outputsOf(trace)}`,
    trace.params,
  ])
  printTable(['step', 'run', 'began', 'took', 'code', 'outputs', 'parameters'], rows, world, { numeric: [3] })
  tellRest(executions.length - told.length, world)
}

const outputsOf = ({ outputs }: Trace): string =>
  outputs.map(({ name, digest }) => `${name} ${digest.slice(0, 8)}`).join(', ')

const tellRest = (hidden: number, { stderr, paint }: Surroundings): void => {
  if (hidden > 0) stderr.write(paint('dim', `and ${hidden} earlier (use --limit N to show more)\n`))
}

/** @throws UsageError where none is called so */
const executionsOf = (history: History, step: string): readonly Execution[] => {
  const fits = fitsPattern(step)
  const found = history.executions.filter(
    ({ trace }) => fits(trace.stage) || fits(`${trace.stage}@${trace.record}`),
  )
  if (found.length > 0) return found
  const names = new Set(
    history.executions.flatMap(({ trace }) => [trace.stage, `${trace.stage}@${trace.record}`]),
  )
  const stages = [...new Set(history.executions.map(({ trace }) => trace.stage))]
  throw new UsageError(
    `The store has no step '${step}'.${suggest(step, names)} Its stages are: ${stages.slice(0, 20).join(', ') || 'none'}.`,
  )
}
