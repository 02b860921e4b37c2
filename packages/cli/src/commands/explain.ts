import { narrow, type Plan, type PlanStep, type Store } from '@stagewright/core'
import type { CodeDifference } from '@stagewright/report'
import { codeTextsIn } from '../artifacts/code-texts.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { prepareTargets } from '../load/prepare-targets.ts'
import type { Toolkit } from '../load/toolkit.ts'
import type { Paint } from '../paint.ts'
import type { Choices } from '../settings/choices.ts'
import type { Surroundings } from '../surroundings.ts'
import { showCodeOnce } from '../text/code-lines.ts'
import { wrapFor } from '../text/wrap-for.ts'

export interface ExplainChoices extends Choices {
  readonly json?: boolean
}

/** Steps that are explained at most, unless as JSON. */
const most = 12

/** `stagewright explain STEP FILE` */
export const explainCommand = async (
  step: string,
  file: string,
  choices: ExplainChoices,
  world: Surroundings,
): Promise<ExitCode> => {
  const { stdout, paintOut } = world
  const { experiment, shown, toolkit, targets, store, overwrite } = await prepareTargets(file, choices, world)
  const plan = await toolkit.nodeEngine().plan(targets, { store, experiment: experiment.name, overwrite })
  const chosen = new Set(narrow(plan, [step]).steps.map(({ id }) => id))
  const steps = plan.steps.filter(({ id }) => chosen.has(id))
  const codeOf = await differencesOf(steps.flatMap(changedCode), store, toolkit)
  if (choices.json === true) {
    const explained = steps.map((step) => {
      const code = changedCode(step).flatMap(codeOf)
      return code.length === 0 ? step : { ...step, code }
    })
    stdout.write(
      `${JSON.stringify({ format: 1, command: 'explain', file: shown, steps: explained }, undefined, 2)}\n`,
    )
    return exitCodes.well
  }
  const showCode = showCodeOnce(paintOut)
  const texts = steps
    .slice(0, most)
    .map((one) => explain(one, plan, showCode(changedCode(one).flatMap(codeOf), '           '), paintOut))
  if (steps.length > most)
    texts.push(`and ${steps.length - most} more; name one of them, such as ${steps.at(-1)?.id ?? ''}\n`)
  stdout.write(wrapFor(stdout, texts.join('\n')))
  return exitCodes.well
}

const sentences: Readonly<Record<PlanStep['decision'], string>> = {
  run: 'will run',
  maybe: 'will run only if an input changes',
  reuse: 'will be reused',
  skip: 'will be skipped',
}

/** What of a step's code is known to have changed. */
const changedCode = ({ reason }: PlanStep) => {
  const known = reason.type === 'input-runs' ? reason.beside : reason
  return known?.type === 'changed' ? known.changes.filter((change) => change.type === 'code') : []
}

/** The earlier texts are the store's; those of today's code may be in the program alone. */
const differencesOf = async (
  changes: ReturnType<typeof changedCode>,
  store: Store,
  toolkit: Toolkit,
): Promise<(change: (typeof changes)[number]) => readonly CodeDifference[]> => {
  const { readCodeDifferences } = await import('@stagewright/report')
  const { partText } = toolkit.nodeFingerprinter()
  return readCodeDifferences(changes, async (parts) => {
    const texts = new Map(await codeTextsIn(store)(parts))
    for (const part of parts) {
      const text = texts.has(part) ? undefined : partText?.(part)
      if (text !== undefined) texts.set(part, text)
    }
    return texts
  })
}

const explain = (step: PlanStep, plan: Plan, code: readonly string[], paint: Paint): string => {
  const { id, decision, explanation, reason, inputs, outputs, dependsOn } = step
  const why = reason.type === 'changed' ? explanation.split('; ') : [explanation]
  const producers = plan.steps.filter((other) => dependsOn.includes(other.id))
  const consumers = plan.steps.filter((other) => other.dependsOn.includes(id))
  const lines = [
    `${paint('bold', id)} ${sentences[decision]}`,
    ...why.map((line) => `  because  ${line}`),
    ...code,
    ...fold('reads', producers, (producer) => common(producer.outputs, inputs)),
    ...fold('feeds', consumers, (consumer) => common(outputs, consumer.inputs)),
  ]
  return `${lines.join('\n')}\n`
}

/** Neighbours that are named one by one. */
const mostNeighbours = 5

const fold = (
  label: string,
  steps: readonly PlanStep[],
  artifacts: (step: PlanStep) => string,
): readonly string[] => {
  const lines = steps
    .slice(0, mostNeighbours)
    .map(
      (step) =>
        `  ${label.padEnd(7)}  ${artifacts(step)} ${label === 'reads' ? 'of' : 'to'} ${step.id} (${step.decision}: ${step.explanation})`,
    )
  const hidden = steps.length - lines.length
  return hidden > 0 ? [...lines, `           and ${hidden} more`] : lines
}

const common = (left: readonly string[], right: readonly string[]): string =>
  left.filter((name) => right.includes(name)).join(', ')
