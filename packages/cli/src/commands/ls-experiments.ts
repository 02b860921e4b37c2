import { suggest } from '../errors/suggest.ts'
import { UsageError } from '../errors/usage-error.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { findExperiments, type FoundExperiment } from '../experiments/find-experiments.ts'
import { fitsPattern } from '../settings/pattern.ts'
import type { Surroundings } from '../surroundings.ts'
import { printJson } from '../text/print-json.ts'
import { printTable } from '../text/print-table.ts'
import { keepStdoutClean } from './keep-stdout-clean.ts'

/** Parameter sets that are named. */
const most = 6

/** `stagewright ls --experiments [NAME...]` */
export const listExperiments = async (
  names: readonly string[],
  { json = false }: { readonly json?: boolean },
  world: Surroundings,
): Promise<ExitCode> => {
  // Programs may print while they are loaded.
  const giveStdoutBack = keepStdoutClean()
  const found = await findExperiments(world).finally(giveStdoutBack)
  const experiments = choose(found, names)
  if (json) printJson(world.stdout, 'ls', { experiments })
  else if (experiments.length === 0)
    world.stderr.write(
      'No program in this folder exports an experiment. To create one, run: stagewright init my-pipeline\n',
    )
  else {
    const rows = experiments.map(({ name, file, sets, problem }) => [
      problem === undefined ? name : '?',
      file,
      problem === undefined ? setsOf(sets) : `could not be loaded: ${problem}`,
    ])
    printTable(['experiment', 'file', 'parameter sets'], rows, world)
  }
  return exitCodes.well
}

const setsOf = (sets: readonly string[]): string =>
  sets.length <= most ? sets.join(', ') : `${sets.slice(0, most).join(', ')} and ${sets.length - most} more`

const choose = (found: readonly FoundExperiment[], names: readonly string[]): readonly FoundExperiment[] => {
  if (names.length === 0) return found
  const chosen = new Set<FoundExperiment>()
  for (const name of names) {
    const fits = fitsPattern(name)
    const fitting = found.filter((one) => fits(one.name) || fits(one.file))
    if (fitting.length === 0) {
      const known = found.map((one) => one.name)
      throw new UsageError(
        `There is no experiment '${name}' in this folder.${suggest(name, known)} There are: ${known.join(', ') || 'none'}.`,
      )
    }
    for (const one of fitting) chosen.add(one)
  }
  return [...chosen]
}
