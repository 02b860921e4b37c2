import { type ExitCode, exitCodes } from '../exit-code.ts'
import { prepareTargets } from '../load/prepare-targets.ts'
import type { Choices } from '../settings/choices.ts'
import type { Surroundings } from '../surroundings.ts'
import { printJson } from '../text/print-json.ts'

export interface AcceptChoices extends Choices {
  readonly json?: boolean
}

/** `stagewright accept SELECTOR FILE` */
export const acceptCommand = async (
  selector: string,
  file: string,
  choices: AcceptChoices,
  world: Surroundings,
): Promise<ExitCode> => {
  const { stdout, paintOut } = world
  const { experiment, shown, toolkit, targets, store } = await prepareTargets(file, choices, world)
  const all = await toolkit.nodeEngine().accept(targets, [selector], { store, experiment: experiment.name })
  const accepted = all.filter(({ refused }) => !refused)
  const refused = all.filter((each) => each.refused)
  if (choices.json === true) {
    printJson(stdout, 'accept', {
      file: shown,
      store: store.name,
      accepted: accepted.map(({ step, run, text }) => ({ step, run, why: text })),
      refused: refused.map(({ step, text }) => ({ step, why: text })),
    })
    return exitCodes.well
  }
  const lines = accepted.map(
    ({ step, run, text }) =>
      `${paintOut('green', '✓')} ${paintOut('bold', step)} keeps the result of run ${run}, though ${text || 'it was asked to run'}`,
  )
  lines.push(
    ...refused.map(
      ({ step, text }) => `${paintOut('red', '✗')} ${paintOut('bold', step)} is refused: ${text}`,
    ),
  )
  stdout.write(`${lines.join('\n') || 'Nothing had changed: every result held already.'}\n`)
  return exitCodes.well
}
