import { artifactJson } from '../artifacts/artifact-json.ts'
import { labelOf } from '../artifacts/listed-artifact.ts'
import { artifactsIn, readStore } from '../artifacts/read-store.ts'
import { selectArtifacts } from '../artifacts/select-artifacts.ts'
import { withFiles } from '../artifacts/with-session.ts'
import { UsageError } from '../errors/usage-error.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { Surroundings } from '../surroundings.ts'
import { openFile } from '../system/open-file.ts'
import { printJson } from '../text/print-json.ts'

export interface OpenChoices {
  readonly store?: string
  readonly path?: boolean
  readonly json?: boolean
}

/** Files that are opened at once at most. */
const most = 8

/** `stagewright open SELECTOR...` */
export const openCommand = async (
  selectors: readonly string[],
  choices: OpenChoices,
  { cwd, env, stdout, stderr }: Surroundings,
): Promise<ExitCode> => {
  const read = await readStore(choices.store, cwd, env)
  const { shown, store } = read
  const chosen = selectArtifacts(await artifactsIn(read), selectors, { all: false, history: read.history })
  const isToOpen = choices.path !== true && choices.json !== true
  if (isToOpen && chosen.length > most)
    throw new UsageError(
      `That selects ${chosen.length} artifacts, and at most ${most} can be opened at once: ${chosen.slice(0, 3).map(labelOf).join(', ')} ... Select fewer, or print their paths with --path.`,
    )
  const files = await withFiles(store, async (session) => {
    const paths: string[] = []
    for (const { stored } of chosen) paths.push((await session.path?.(stored)) ?? '')
    return paths
  })
  if (choices.json === true) {
    const artifacts = chosen.map((one, at) => ({ ...artifactJson(one), path: files[at] }))
    printJson(stdout, 'open', { store: shown, artifacts })
  } else if (choices.path === true) stdout.write(files.map((file) => `${file}\n`).join(''))
  else
    for (const [at, file] of files.entries()) {
      const one = chosen[at]
      await openFile(file, env)
      if (one !== undefined) stderr.write(`Opened ${labelOf(one)}: ${file}\n`)
    }
  return exitCodes.well
}
