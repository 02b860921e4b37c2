import { writeFile } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { RunResult, Trace } from '@stagewright/core'
import { readStore } from '../artifacts/read-store.ts'
import type { Prepared } from '../load/prepare-targets.ts'
import { projectFolder } from '../load/project-folder.ts'
import { howToRepeat } from '../runs/how-to-repeat.ts'
import type { Choices } from '../settings/choices.ts'
import { defaultStore } from '../settings/default-store.ts'
import { copyExecutions } from './copy-executions.ts'
import { copyProject } from './copy-files.ts'
import type { ExportedRun } from './exported-run.ts'
import { lineageOf } from './lineage.ts'
import { readme } from './readme.ts'
import { installedVersions } from './versions.ts'

export interface ExportedChoices extends Choices {
  /** Patterns of files that go along though they may hold secrets. */
  readonly include?: readonly string[]
}

export interface ExportFacts {
  readonly prepared: Prepared
  readonly choices: ExportedChoices
  /** Of a dry run. */
  readonly result: RunResult
  readonly version: string
  readonly cwd: string
}

/**
 * Writes a folder from which a run can be repeated elsewhere: the program's files, the files that its stages read, the
 * results with all that went into them, the parameters, the versions, and a page that tells how.
 */
export const exportRun = async (
  { prepared, choices, result, version, cwd }: ExportFacts,
  folder: string,
): Promise<ExportedRun> => {
  const { experiment, file, targets, store, toolkit, sets } = prepared
  const project = projectFolder(file)
  const { history } = await readStore(choices.store, cwd)
  const traces = lineageOf(result, targets, history)
  const read = filesRead(traces).map((path) => resolve(cwd, path))
  const inside = (path: string): boolean => {
    const near = relative(project, path)
    return near !== '' && !near.startsWith('..') && !isAbsolute(near)
  }
  const { files, heldBack, leftOut } = await copyProject(
    {
      project,
      read: read.filter(inside).map((path) => relative(project, path)),
      include: choices.include ?? [],
      except: [folder, resolve(cwd, choices.store ?? defaultStore)],
    },
    folder,
  )
  const from = relative(project, cwd)
  const place = from.startsWith('..') ? '' : from
  await copyExecutions(traces, store, toolkit.fileStore(join(folder, place, defaultStore)))
  const exported: ExportedRun = {
    format: 1,
    experiment: experiment.name,
    folder: place === '' ? '.' : place,
    command: commandOf(relative(join(project, place), file), choices),
    parameters: asJson(sets),
    versions: { node: process.versions.node, stagewright: version, packages: installedVersions(project) },
    platform: `${process.platform} ${process.arch}`,
    exportedAt: new Date().toISOString(),
    executions: traces.length,
    artifacts: traces.reduce((sum, { outputs }) => sum + outputs.filter(({ stored }) => stored).length, 0),
    toRun: result.plan.steps.filter(({ decision }) => decision === 'run').map(({ id }) => id),
    files,
    heldBack,
    leftOut,
    outside: [...new Set(read.filter((path) => !inside(path)))],
  }
  await writeFile(join(folder, 'run.json'), `${JSON.stringify(exported, undefined, 2)}\n`)
  await writeFile(join(folder, 'RUN-AGAIN.md'), readme(exported))
  return exported
}

const filesRead = (traces: readonly Trace[]): readonly string[] => [
  ...new Set(
    traces.flatMap(({ reads }) => reads.flatMap(({ target }) => (target.door === 'file' ? target.path : []))),
  ),
]

const commandOf = (file: string, { experiment, params, set }: Choices): string =>
  howToRepeat(
    file,
    {
      ...(experiment === undefined ? {} : { experiment }),
      ...(params === undefined ? {} : { params }),
      ...(set === undefined ? {} : { set }),
    },
    'npx stagewright',
  )

/** What JSON does not hold is told by its name alone. */
const asJson = (sets: object): object =>
  Object.fromEntries(
    Object.entries(sets).map(([name, set]: [string, unknown]) => {
      try {
        const copy: unknown = JSON.parse(JSON.stringify(set))
        return [name, isDeepStrictEqual(copy, set) ? copy : JSON.stringify(set)]
      } catch {
        return [name, 'not JSON']
      }
    }),
  )
