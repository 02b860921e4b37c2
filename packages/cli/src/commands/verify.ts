import { resolve } from 'node:path'
import { type StoreReport, verifyRemote, verifyStore } from '@stagewright/node'
import { findStore } from '../artifacts/read-store.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { defaultStore } from '../settings/default-store.ts'
import { remoteNeeded } from '../settings/remote.ts'
import type { Surroundings } from '../surroundings.ts'
import { countOf } from '../text/format-count.ts'
import { formatSize } from '../text/format-size.ts'
import { printJson } from '../text/print-json.ts'

export interface VerifyChoices {
  readonly store?: string
  /** `true` for a bare `--remote`. */
  readonly remote?: string | true
  readonly dryRun?: boolean
  readonly json?: boolean
}

/** `stagewright verify` */
export const verifyCommand = async (choices: VerifyChoices, world: Surroundings): Promise<ExitCode> => {
  const { dryRun = false, json = false } = choices
  const { stdout, paintOut } = world
  const { shown, report } = await verified(choices, world)
  const { executions, artifacts, bytes, problems } = report
  const isWhole = problems.length === 0
  const gone = choices.remote === undefined ? 'quarantined' : 'removed'
  if (json)
    printJson(stdout, 'verify', { store: shown, whole: isWhole, executions, artifacts, bytes, problems })
  else {
    const size = `${countOf(executions, 'execution')}, ${countOf(artifacts, 'artifact')}, ${formatSize(bytes)}`
    const lines = isWhole
      ? [`${paintOut('green', '✓')} No damage found in ${shown}: ${size}.`]
      : [
          ...problems.map(({ what }) => `${paintOut('red', '✗')} ${what}`),
          '',
          `${shown} has ${countOf(problems.length, 'problem')} (${size}).`,
          dryRun
            ? `Nothing was changed. Without --dry-run, damaged artifacts are ${gone}, and the next run makes them again.`
            : `Damaged artifacts were ${gone}. The next run makes them again.`,
        ]
    stdout.write(`${lines.join('\n')}\n`)
  }
  return isWhole ? exitCodes.well : exitCodes.failed
}

const verified = async (
  { store, remote: named, dryRun = false }: VerifyChoices,
  world: Surroundings,
): Promise<{ readonly shown: string; readonly report: StoreReport }> => {
  if (named === undefined) {
    const { shown, folder } = findStore(store, world.cwd)
    return { shown, report: await verifyStore(folder, { readOnly: dryRun }) }
  }
  const remote = await remoteNeeded(named, world)
  const folder = resolve(world.cwd, store ?? defaultStore)
  return { shown: remote.name, report: await verifyRemote(folder, remote, { readOnly: dryRun }) }
}
