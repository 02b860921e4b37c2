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
  const { shown, toolkit, targets, store } = await prepareTargets(file, choices, world)
  const accepted = await toolkit.nodeEngine().accept(targets, [selector], { store })
  if (choices.json === true) {
    const steps = accepted.map(({ step, run, text }) => ({ step, run, why: text }))
    printJson(stdout, 'accept', { file: shown, store: store.name, accepted: steps })
    return exitCodes.well
  }
  const lines = accepted.map(
    ({ step, run, text }) =>
      `${paintOut('green', '✓')} ${paintOut('bold', step)} keeps the result of run ${run}, though ${text || 'it was asked to run'}`,
  )
  stdout.write(`${lines.join('\n') || 'Nothing had changed: every result held already.'}\n`)
  return exitCodes.well
}
