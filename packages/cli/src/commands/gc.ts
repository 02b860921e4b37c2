import type { Trace } from '@stagewright/core'
import { collectGarbage, type Garbage, type GarbageOptions } from '@stagewright/node'
import { findStore } from '../artifacts/read-store.ts'
import { messageOf } from '../errors/thrown.ts'
import { UsageError } from '../errors/usage-error.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { prepareTargets } from '../load/prepare-targets.ts'
import type { GarbageChoices } from '../settings/garbage-choices.ts'
import { fitsPattern } from '../settings/pattern.ts'
import type { Surroundings } from '../surroundings.ts'
import { countOf } from '../text/format-count.ts'
import { formatDate } from '../text/format-date.ts'
import { formatSize } from '../text/format-size.ts'
import { printJson } from '../text/print-json.ts'
import { printTable } from '../text/print-table.ts'

/** Executions that are named. */
const most = 20

/** `stagewright gc` */
export const garbageCommand = async (choices: GarbageChoices, world: Surroundings): Promise<ExitCode> => {
  if (choices.remote !== undefined) {
    const { remoteGarbageCommand } = await import('./gc-remote.ts')
    return remoteGarbageCommand(choices, world)
  }
  const { yes = false, json = false } = choices
  const { shown, folder } = findStore(choices.store, world.cwd)
  const report = await collectGarbage(folder, await rulesOf(choices, world)).catch((error: unknown) => {
    throw messageOf(error).includes('disk is full') ? roomNeeded(shown, error) : error
  })
  const { removed, emptied, kept, bytesRemoved, bytesKept } = report
  if (json) {
    printJson(world.stdout, 'gc', {
      store: shown,
      done: yes,
      removed,
      emptied,
      kept,
      bytesRemoved,
      bytesKept,
    })
    return exitCodes.well
  }
  const all = [
    ...removed.map((one) => ({ ...one, note: '' })),
    ...emptied.map((one) => ({ ...one, note: 'artifacts only: other results were made from it' })),
  ]
  if (all.length > 0) {
    printTable(['step', 'ran', 'size', ''], all.slice(0, most).map(rowOf), world, { numeric: [2] })
    if (all.length > most) world.stdout.write(`and ${all.length - most} more\n`)
    world.stdout.write('\n')
  }
  const sum = `${countOf(all.length, 'execution')} (${formatSize(bytesRemoved)})`
  const rest = `${kept} (${formatSize(bytesKept)})`
  world.stdout.write(
    yes
      ? `Removed ${sum} from ${shown}; ${rest} remain.\n`
      : `Would remove ${sum} from ${shown}; ${rest} would remain. Nothing was removed: add --yes to remove them.\n`,
  )
  return exitCodes.well
}

/** What is removed has to be noted before its files go. */
const roomNeeded = (store: string, cause: unknown): UsageError =>
  new UsageError(
    `The disk is full, and gc needs a little room to begin with. Delete ${store}/reports, which 'stagewright report --all' writes again, or free some other space, and run gc again.`,
    cause,
  )

const rowOf = ({
  stage,
  record,
  startedAt,
  bytes,
  note,
}: Garbage & { readonly note: string }): readonly string[] => [
  `${stage}@${record}`,
  formatDate(startedAt),
  formatSize(bytes),
  note,
]

const rulesOf = async (
  { olderThan, unusedFor, maxSize, unreachableFrom, keep = [], yes = false }: GarbageChoices,
  world: Surroundings,
): Promise<GarbageOptions> => {
  const plans: NonNullable<GarbageOptions['unreachableFrom']>[number][] = []
  for (const file of unreachableFrom ?? []) {
    const { experiment, toolkit, targets } = await prepareTargets(file, {}, world)
    plans.push((store) => toolkit.nodeEngine().plan(targets, { store, experiment: experiment.name }))
  }
  return {
    dryRun: !yes,
    keep: keeps(keep),
    ...(olderThan === undefined ? {} : { olderThanMs: olderThan }),
    ...(unusedFor === undefined ? {} : { unusedForMs: unusedFor }),
    ...(maxSize === undefined ? {} : { maxBytes: maxSize }),
    ...(plans.length === 0 ? {} : { unreachableFrom: plans }),
  }
}

const keeps = (selectors: readonly string[]): ((trace: Trace) => boolean) => {
  const fitting = selectors.map(fitsPattern)
  return ({ stage, record, outputs }) => {
    const names = [stage, ...outputs.map(({ name }) => name)]
    return fitting.some((fits) => names.some((name) => fits(name) || fits(`${name}@${record}`)))
  }
}
