import { describeChange, type RunDifference, type RunSummary } from '@stagewright/core'
import type { CodeDifference } from '@stagewright/report'
import { codeTextsIn } from '../artifacts/code-texts.ts'
import { readStore } from '../artifacts/read-store.ts'
import { UsageError } from '../errors/usage-error.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { Paint } from '../paint.ts'
import { findRun } from '../runs/find-run.ts'
import type { Surroundings } from '../surroundings.ts'
import { formatDate } from '../text/format-date.ts'
import { showCodeOnce } from '../text/code-lines.ts'
import { printJson } from '../text/print-json.ts'

export interface DiffChoices {
  readonly store?: string
  readonly json?: boolean
}

/** `stagewright diff [BEFORE] [AFTER]`: what a run executed otherwise than an earlier one. */
export const diffCommand = async (
  before: string | undefined,
  after: string | undefined,
  choices: DiffChoices,
  { cwd, stdout, paintOut }: Surroundings,
): Promise<ExitCode> => {
  const { shown, store, history } = await readStore(choices.store, cwd)
  const right = findRun(history.runs, after ?? 'latest')
  const left = before === undefined ? runBefore(history.runs, right, shown) : findRun(history.runs, before)
  const differences = history.diff(left.run, right.run)
  const { readCodeDifferences } = await import('@stagewright/report')
  const codeOf = await readCodeDifferences(differences.flatMap(changedCode), codeTextsIn(store))
  if (choices.json === true) {
    printJson(stdout, 'diff', {
      store: shown,
      before: left,
      after: right,
      differences: differences.map((each) => differenceJson(each, changedCode(each).flatMap(codeOf))),
    })
    return exitCodes.well
  }
  const showCode = showCodeOnce(paintOut)
  const lines = [
    paintOut('dim', `- ${left.run}  ${formatDate(left.startedAt)}`),
    paintOut('dim', `+ ${right.run}  ${formatDate(right.startedAt)}`),
    '',
    ...differences.flatMap((difference) =>
      linesOf(difference, showCode(changedCode(difference).flatMap(codeOf), '    '), paintOut),
    ),
    ...(differences.length === 0 ? ['Nothing ran in this run.'] : []),
  ]
  stdout.write(`${lines.join('\n')}\n`)
  return exitCodes.well
}

/** The run of the same experiment before another one. */
const runBefore = (
  runs: readonly RunSummary[],
  { run, experiment }: RunSummary,
  store: string,
): RunSummary => {
  const earlier = runs.slice(runs.findIndex((one) => one.run === run) + 1)
  const found = earlier.find((one) => one.experiment === experiment)
  if (found !== undefined) return found
  const what = experiment === undefined ? 'run' : `run of '${experiment}'`
  throw new UsageError(
    `The store ${store} has no earlier ${what} than ${run}, so there is nothing to compare. Name two runs: stagewright diff BEFORE AFTER.`,
  )
}

const changedCode = ({ changes }: RunDifference) => changes.filter((change) => change.type === 'code')

const differenceJson = (
  { stage, record, before, after, changes, outputs }: RunDifference,
  code: readonly CodeDifference[],
): object => ({
  stage,
  record,
  before: before?.key ?? null,
  after: after?.key ?? null,
  why: changes.map(describeChange),
  code,
  outputs: outputs.map((name) => ({
    name,
    before: before?.outputs.find((output) => output.name === name)?.preview ?? null,
    after: after?.outputs.find((output) => output.name === name)?.preview ?? null,
  })),
})

const linesOf = (
  { stage, record, before, after, changes, outputs }: RunDifference,
  code: readonly string[],
  paint: Paint,
): readonly string[] => {
  const preview = (trace: typeof before, name: string): string =>
    trace?.outputs.find((output) => output.name === name)?.preview ?? '(not stored)'
  const isFirst = before === undefined
  return [
    `${paint('bold', `${stage}@${record}`)}  ${isFirst ? 'ran for the first time' : changes.map(describeChange).join('; ') || 'ran again, although nothing it read changed'}`,
    ...code,
    ...outputs.flatMap((name) => [
      ...(isFirst ? [] : [paint('red', `  - ${name}  ${preview(before, name)}`)]),
      paint('green', `  + ${name}  ${preview(after, name)}`),
    ]),
    ...(outputs.length === 0 && !isFirst ? [paint('dim', '  its outputs came out as before')] : []),
  ]
}
