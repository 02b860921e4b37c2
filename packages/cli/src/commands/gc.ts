import type { Trace } from '@stagewright/core'
import { collectGarbage } from '@stagewright/node'
import { findStore } from '../artifacts/read-store.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { fitsPattern } from '../settings/pattern.ts'
import type { Surroundings } from '../surroundings.ts'
import { formatDate } from '../text/format-date.ts'
import { formatSize } from '../text/format-size.ts'
import { printJson } from '../text/print-json.ts'
import { printTable } from '../text/print-table.ts'

export interface GarbageChoices {
  readonly store?: string
  readonly olderThan?: number
  readonly maxSize?: number
  readonly keep?: readonly string[]
  readonly yes?: boolean
  readonly json?: boolean
}

/** Executions that are named. */
const most = 20

/** `stagewright gc` */
export const garbageCommand = async (
  { store, olderThan, maxSize, keep = [], yes = false, json = false }: GarbageChoices,
  world: Surroundings,
): Promise<ExitCode> => {
  const { shown, folder } = findStore(store, world.cwd)
  const report = await collectGarbage(folder, {
    dryRun: !yes,
    ...(olderThan === undefined ? {} : { olderThanMs: olderThan }),
    ...(maxSize === undefined ? {} : { maxBytes: maxSize }),
    keep: keeps(keep),
  })
  const { removed, kept, bytesRemoved, bytesKept } = report
  if (json) {
    printJson(world.stdout, 'gc', {
      store: shown,
      done: yes,
      removed: removed.map(({ stage, record, run, key, startedAt, durationMs }) => ({
        stage,
        record,
        run,
        key,
        startedAt,
        durationMs,
      })),
      kept,
      bytesRemoved,
      bytesKept,
    })
    return exitCodes.well
  }
  if (removed.length > 0) {
    const rows = removed
      .slice(0, most)
      .map((trace) => [
        `${trace.stage}@${trace.record}`,
        formatDate(trace.startedAt),
        formatSize(sizeOf(trace)),
        trace.params,
      ])
    printTable(['step', 'ran', 'size', 'parameters'], rows, world, { numeric: [2] })
    if (removed.length > most) world.stdout.write(`and ${removed.length - most} more\n`)
    world.stdout.write('\n')
  }
  const sum = `${removed.length} execution${removed.length === 1 ? '' : 's'} (${formatSize(bytesRemoved)})`
  const rest = `${kept} (${formatSize(bytesKept)})`
  world.stdout.write(
    yes
      ? `Removed ${sum} from ${shown}; ${rest} stay.\n`
      : `Would remove ${sum} from ${shown}; ${rest} would stay. Nothing was removed: say --yes to do it.\n`,
  )
  return exitCodes.well
}

const sizeOf = ({ outputs }: Trace): number =>
  outputs.reduce((sum, { stored }) => sum + (stored?.size ?? 0), 0)

const keeps = (selectors: readonly string[]): ((trace: Trace) => boolean) => {
  const fitting = selectors.map(fitsPattern)
  return ({ stage, record, outputs }) => {
    const names = [stage, ...outputs.map(({ name }) => name)]
    return fitting.some((fits) => names.some((name) => fits(name) || fits(`${name}@${record}`)))
  }
}
