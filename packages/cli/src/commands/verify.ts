import { verifyStore } from '@stagewright/node'
import { findStore } from '../artifacts/read-store.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { Surroundings } from '../surroundings.ts'
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
    const size = `${executions} executions, ${artifacts} artifacts, ${formatSize(bytes)}`
    const lines = isWhole
      ? [`${paintOut('green', '✓')} ${shown} is whole: ${size}.`]
      : [
          ...problems.map(({ what }) => `${paintOut('red', '✗')} ${what}`),
          '',
          `${shown} has ${problems.length} problem${problems.length === 1 ? '' : 's'} (${size}).`,
          dryRun
            ? 'Nothing was done about it. Without --dry-run, what is damaged is put aside, and the next run makes it anew.'
            : 'What is damaged was put aside. The next run makes it anew.',
        ]
    stdout.write(`${lines.join('\n')}\n`)
  }
  return isWhole ? exitCodes.well : exitCodes.failed
}
