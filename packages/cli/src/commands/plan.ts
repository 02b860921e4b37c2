import { narrow } from '@stagewright/core'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { prepareTargets } from '../load/prepare-targets.ts'
import type { Choices } from '../settings/choices.ts'
import type { Surroundings } from '../surroundings.ts'
import { paintPlan } from '../text/paint-plan.ts'
import { wrapFor } from '../text/wrap-for.ts'

export interface PlanChoices extends Choices {
  readonly select?: readonly string[]
  readonly json?: boolean
  readonly dot?: boolean
  readonly mermaid?: boolean
  readonly fold?: boolean
}

/** `stagewright plan FILE` */
export const planCommand = async (
  file: string,
  choices: PlanChoices,
  world: Surroundings,
): Promise<ExitCode> => {
  const { stdout, paintOut } = world
  const { experiment, shown, toolkit, targets, store, overwrite } = await prepareTargets(file, choices, world)
  const whole = await toolkit.nodeEngine().plan(targets, {
    store,
    experiment: experiment.name,
    overwrite,
    strict: choices.strict,
  })
  const plan = choices.select === undefined ? whole : narrow(whole, choices.select)
  const text = (): string => {
    if (choices.dot === true) return plan.toDot(choices)
    if (choices.mermaid === true) return plan.toMermaid(choices)
    if (choices.json !== true) return wrapFor(stdout, paintPlan(plan.toString(), paintOut))
    const { counts, steps, warnings } = plan.toJSON()
    const head = { format: 1, command: 'plan', experiment: experiment.name, file: shown, store: store.name }
    return JSON.stringify({ ...head, counts, steps, warnings }, undefined, 2)
  }
  stdout.write(`${text().trimEnd()}\n`)
  return exitCodes.well
}
