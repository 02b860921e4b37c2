import { verifyStore } from '@stagewright/node'
import { findStore } from '../artifacts/read-store.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { Surroundings } from '../surroundings.ts'
import { countOf } from '../text/format-count.ts'
import { formatSize } from '../text/format-size.ts'
import { printJson } from '../text/print-json.ts'

export interface VerifyChoices {
  readonly store?: string
  readonly dryRun?: boolean
  readonly json?: boolean
}

/** `stagewright verify` */
export const verifyCommand = async (
  { store, dryRun = false, json = false }: VerifyChoices,
  { cwd, stdout, paintOut }: Surroundings,
): Promise<ExitCode> => {
  const { shown, folder } = findStore(store, cwd)
  const report = await verifyStore(folder, { readOnly: dryRun })
  const { executions, artifacts, bytes, problems } = report
  const isWhole = problems.length === 0
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
            ? 'Nothing was changed. Without --dry-run, damaged artifacts are quarantined, and the next run makes them again.'
            : 'Damaged artifacts were quarantined. The next run makes them again.',
        ]
    stdout.write(`${lines.join('\n')}\n`)
  }
  return isWhole ? exitCodes.well : exitCodes.failed
}
