import { relative } from 'node:path'
import type { Experiment } from '@stagewright/core'
import { chooseExperiment } from './choose-experiment.ts'
import { findFile } from './find-file.ts'
import type { Surroundings } from '../surroundings.ts'
import type { LoadedModule } from './import-module.ts'
import { type Program, loadFailure } from './load-failure.ts'
import { type Toolkit, toolkitOf } from './toolkit.ts'

export interface LoadedExperiment {
  /** Absolute. */
  readonly file: string
  /** The file as people name it. */
  readonly shown: string
  readonly experiment: Experiment
  readonly toolkit: Toolkit
}

/** @throws UsageError where there is no such file or experiment, or the file cannot be loaded */
export const loadExperiment = async (
  name: string,
  { cwd, importModule }: Pick<Surroundings, 'cwd' | 'importModule'>,
  chosen: string | undefined,
): Promise<LoadedExperiment> => {
  const file = findFile(name, cwd)
  const near = relative(cwd, file)
  const shown = near.startsWith('..') ? file : near
  const module = await load({ file, shown, cwd }, importModule)
  return {
    file,
    shown,
    experiment: chooseExperiment(module.exports, shown, chosen),
    toolkit: await toolkitOf(module),
  }
}

const load = async (program: Program, importModule: Surroundings['importModule']): Promise<LoadedModule> => {
  try {
    return await importModule(program.file)
  } catch (error) {
    throw await loadFailure(program, error)
  }
}
