import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { artifactJson } from '../artifacts/artifact-json.ts'
import { artifactsIn, readStore } from '../artifacts/read-store.ts'
import { selectArtifacts } from '../artifacts/select-artifacts.ts'
import { withSession } from '../artifacts/with-session.ts'
import { UsageError } from '../errors/usage-error.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { copyArtifacts, fileNamesFor } from '../export/artifact-files.ts'
import type { ExportedRun } from '../export/exported-run.ts'
import { type ExportedChoices, exportRun } from '../export/export-run.ts'
import { packFolder } from '../export/pack-folder.ts'
import { prepareTargets } from '../load/prepare-targets.ts'
import type { Surroundings } from '../surroundings.ts'
import { countOf } from '../text/format-count.ts'
import { printJson } from '../text/print-json.ts'

export interface ExportChoices extends ExportedChoices {
  readonly to: string
  /** The program whose whole run is exported. */
  readonly run?: string
  readonly all?: boolean
  readonly json?: boolean
}

/** `stagewright export SELECTOR... --to FOLDER`, or `stagewright export --run FILE --to FOLDER` */
export const exportCommand = async (
  selectors: readonly string[],
  choices: ExportChoices,
  version: string,
  world: Surroundings,
): Promise<ExitCode> => {
  if (choices.run !== undefined) {
    if (selectors.length > 0)
      throw new UsageError('--run exports all artifacts of the run: leave out the selectors.')
    return wholeRun(choices.run, choices, version, world)
  }
  if (selectors.length === 0)
    throw new UsageError(
      `Name what to export: artifacts, such as 'accuracy', 'model@k3' or '*', or a whole run with --run FILE.`,
    )
  const { cwd, stdout, stderr } = world
  const read = await readStore(choices.store, cwd, world.env)
  const { shown, store } = read
  const files = fileNamesFor(
    selectArtifacts(await artifactsIn(read), selectors, { all: choices.all === true, history: read.history }),
  )
  const folder = resolve(cwd, choices.to)
  await withSession(store, (session) => copyArtifacts(files, session, folder))
  if (choices.json === true) {
    const artifacts = files.map(({ artifact, file }) => ({
      ...artifactJson(artifact),
      path: join(folder, file),
    }))
    printJson(stdout, 'export', { store: shown, to: choices.to, artifacts })
  } else {
    for (const { file } of files) stdout.write(`${join(choices.to, file)}\n`)
    stderr.write(`Exported ${countOf(files.length, 'artifact')} to ${choices.to}.\n`)
  }
  return exitCodes.well
}

const archives = /\.(?:tar|tar\.gz|tgz)$/u

const wholeRun = async (
  file: string,
  choices: ExportChoices,
  version: string,
  world: Surroundings,
): Promise<ExitCode> => {
  const { cwd } = world
  const target = resolve(cwd, choices.to)
  refuseFull(target, choices.to)
  const prepared = await prepareTargets(file, choices, world)
  const { experiment, targets, store, toolkit } = prepared
  const result = await toolkit.nodeEngine().run(targets, { store, experiment: experiment.name, dryRun: true })
  const facts = { prepared, choices, result, version, cwd }
  if (!archives.test(choices.to)) {
    mkdirSync(target, { recursive: true })
    tell(await exportRun(facts, target), choices, world)
    return exitCodes.well
  }
  const workplace = mkdtempSync(join(tmpdir(), 'stagewright-export-'))
  try {
    const folder = join(workplace, basename(target).replace(archives, ''))
    mkdirSync(folder)
    const exported = await exportRun(facts, folder)
    packFolder(folder, target)
    tell(exported, choices, world)
  } finally {
    rmSync(workplace, { recursive: true, force: true })
  }
  return exitCodes.well
}

const refuseFull = (target: string, shown: string): void => {
  const isThere = archives.test(target)
    ? existsSync(target)
    : existsSync(target) && readdirSync(target).length > 0
  if (isThere)
    throw new UsageError(`${shown} already exists, and export overwrites nothing. Name another: --to NAME.`)
}

const tell = (
  exported: ExportedRun,
  { to, json = false }: ExportChoices,
  { stdout, stderr, paint }: Surroundings,
): void => {
  if (json) return printJson(stdout, 'export', { to, run: exported })
  stdout.write(`${to}\n`)
  const { experiment, executions, artifacts, files, heldBack, leftOut, outside, toRun } = exported
  const warning = paint('yellow', 'warning:')
  const lines = [
    `Exported the run of ${experiment}: ${countOf(files.length, 'file')} of the project and ${countOf(executions, 'execution')} with ${countOf(artifacts, 'artifact')}.`,
    ...listed('files', files, 'run.json'),
    'RUN-AGAIN.md explains how to run it elsewhere.',
    ...(toRun.length === 0
      ? []
      : [`${warning} ${countOf(toRun.length, 'step')} without a result will run there: ${some(toRun)}`]),
    ...heldBack.map(
      ({ path, why }) => `${warning} held back ${path}: ${why}. To include it: --include '${path}'`,
    ),
    ...leftOut.map(({ path, why }) => `${warning} left out ${path}: ${why}`),
    ...outside.map((path) => `${warning} left out ${path}: it is outside the project`),
  ]
  stderr.write(`${lines.join('\n')}\n`)
}

/** Names that are shown. */
const mostNames = 8

const some = (names: readonly string[]): string =>
  names.length <= mostNames
    ? names.join(', ')
    : `${names.slice(0, mostNames).join(', ')} and ${names.length - mostNames} more`

const listed = (what: string, names: readonly string[], place: string): readonly string[] =>
  names.length === 0
    ? []
    : [`  ${what}: ${some(names)}${names.length > mostNames ? ` (all in ${place})` : ''}`]
