import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { UsageError } from '../errors/usage-error.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { moduleKindOf } from '../load/module-kind.ts'
import { type Extension, starterFiles } from '../starter/files.ts'
import type { Surroundings } from '../surroundings.ts'
import { printJson } from '../text/print-json.ts'

export interface InitChoices {
  readonly javascript?: boolean
  readonly json?: boolean
}

/** What may be in a folder that counts as empty. */
const ignored = new Set([
  '.git',
  '.gitignore',
  '.DS_Store',
  'node_modules',
  'package.json',
  'package-lock.json',
])

/** `stagewright init [FOLDER]` */
export const initCommand = (
  folder: string,
  choices: InitChoices,
  version: string,
  { cwd, stdout, paintOut }: Surroundings,
): ExitCode => {
  const target = resolve(cwd, folder)
  refuseFull(target, folder)
  const extension = choices.javascript === true ? javascriptIn(target) : 'ts'
  mkdirSync(target, { recursive: true })
  const written: string[] = []
  for (const { path, text } of starterFiles(extension, { name: packageName(target), version })) {
    // What somebody has already, such as a package.json of npm init, is left as it is.
    if (existsSync(join(target, path))) continue
    writeFileSync(join(target, path), text)
    written.push(path)
  }
  const near = relative(cwd, target)
  const program = `experiment.${extension}`
  const steps = [
    ...(near === '' ? [] : [`cd ${near}`]),
    ...installing(target, extension, written),
    `npx stagewright run ${program}     # takes a few seconds`,
    `npx stagewright run ${program}     # instant: nothing changed`,
    `npx stagewright plan ${program} --set strength=12     # shows what would run, and why`,
  ]
  if (choices.json === true) {
    printJson(stdout, 'init', { folder: near || '.', written, program })
    return exitCodes.well
  }
  stdout.write(
    `Created ${written.join(', ')}. Next steps:\n\n${steps.map((line) => `  ${paintOut('bold', line)}\n`).join('')}`,
  )
  return exitCodes.well
}

/** The starter is written as ES modules, which npm's own package.json says its files are not. */
const javascriptIn = (target: string): Extension =>
  existsSync(join(target, 'package.json')) && moduleKindOf(join(target, 'experiment.js')).isCommonJs
    ? 'mjs'
    : 'js'

/** What is still to be installed, in a folder that may have had a package.json before. */
const installing = (target: string, extension: Extension, written: readonly string[]): readonly string[] => {
  if (written.includes('package.json')) return ['npm install']
  const has = (name: string): boolean => existsSync(join(target, 'node_modules', name))
  return [
    ...(has('stagewright') ? [] : ['npm install stagewright']),
    ...(extension !== 'ts' || (has('typescript') && has('@types/node'))
      ? []
      : ['npm install --save-dev typescript @types/node     # to check types with npx tsc']),
  ]
}

const refuseFull = (target: string, shown: string): void => {
  let names: readonly string[]
  try {
    names = existsSync(target) ? readdirSync(target) : []
  } catch (error) {
    throw new UsageError(`Cannot read the folder ${shown}: ${(error as Error).message}`, error)
  }
  const others = names.filter((name) => !ignored.has(name))
  if (others.length > 0)
    throw new UsageError(
      `${shown} is not empty (it has ${others.slice(0, 3).join(', ')}). Name a new folder: stagewright init my-pipeline.`,
    )
}

/** npm takes lower-case letters, digits and a few signs. */
const packageName = (target: string): string =>
  basename(target)
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/gu, '-')
    .replaceAll(/^[._-]+|-+$/gu, '') || 'pipeline'
