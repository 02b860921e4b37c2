import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Experiment } from '@stagewright/core'
import { messageOf } from '../errors/thrown.ts'
import { experimentsOf } from '../load/choose-experiment.ts'
import type { Surroundings } from '../surroundings.ts'
import { programsIn } from './programs-in.ts'

/** An experiment that a program exports, or what keeps the program from being loaded. */
export interface FoundExperiment {
  /** Relative to the folder that was searched. */
  readonly file: string
  readonly name: string
  /** The name of the export. */
  readonly export: string
  /** The names of its parameter sets. */
  readonly sets: readonly string[]
  readonly problem?: string
}

/** A program that only uses an experiment is not loaded: it might begin to run. */
const exportsExperiment = /\bexports?\b[^]*\bexperiment\s*\(/u

/** The experiments below a folder, found by loading every program that seems to export one. */
export const findExperiments = async ({
  cwd: folder,
  importModule,
}: Pick<Surroundings, 'cwd' | 'importModule'>): Promise<readonly FoundExperiment[]> => {
  const found: FoundExperiment[] = []
  for (const path of programsIn(folder)) {
    if (!exportsExperiment.test(readFileSync(path, 'utf8'))) continue
    const file = relative(folder, path)
    try {
      const { exports } = await importModule(path)
      for (const [key, one] of experimentsOf(exports)) found.push(await describe(file, key, one))
    } catch (error) {
      found.push({ file, name: '', export: '', sets: [], problem: messageOf(error).split('\n')[0] ?? '' })
    }
  }
  return found
}

const describe = async (file: string, key: string, experiment: Experiment): Promise<FoundExperiment> => {
  const { name } = experiment
  return { file, name, export: key, sets: Object.keys(await experiment.params()) }
}
