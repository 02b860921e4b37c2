import { type Command, Option } from 'commander'
import { wholeNumber } from './numbers.ts'

/** An option's parser that takes several of it. */
export const collect = (value: string, previous: readonly string[] | undefined): readonly string[] => [
  ...(previous ?? []),
  value,
]

const file = [
  '<file>',
  'a program whose default export is an experiment(...); JavaScript or TypeScript',
] as const

/** The file of an experiment, and which of its parameter sets with which changes. */
export const withExperiment = (command: Command): Command =>
  command
    .argument(...file)
    .option('-e, --experiment <name>', 'the experiment, where the file exports several')
    .option(
      '-p, --params <name>',
      'only this parameter set (repeatable; * stands for any characters)',
      collect,
    )
    .option(
      '-s, --set <name=value>',
      'set a parameter of all sets, in JSON: k=3, model.depth=2, +new=1 (repeatable)',
      collect,
    )
    .option('--store <folder>', 'where results are kept (default: .stagewright)')

/** How steps are named. */
export const selector =
  'which steps: name, name@record, name+ (and all after it), +name (and all before it), *'

/** Which steps are told of; the plan is that of the whole. */
export const select = (): Option =>
  new Option(
    '--select <selector>',
    `only these steps of the plan: name@record, +name, name+, * (repeatable)`,
  ).argParser(collect)

export const overwrite = (): Option =>
  new Option(
    '-o, --overwrite <selector>',
    'run this stage again: name, name@record, name+ (and all after it), +name, * (repeatable)',
  ).argParser(collect)

export const strict = (): Option =>
  new Option('--strict', 'refuse code that reaches what cannot be followed, instead of warning of it')

/** How an experiment is run. */
export const withRunOptions = (command: Command): Command =>
  command
    .addOption(overwrite())
    .option(
      '-j, --jobs <number>',
      'steps that may run at once (default: as many as the machine has cores)',
      wholeNumber,
    )
    .addOption(strict())
    .addOption(
      new Option(
        '--cache <mode>',
        'use the store, only read it, or run everything and keep nothing (default: use)',
      ).choices(['use', 'read', 'off']),
    )
    .option('-k, --keep-going', 'after a failure, go on with what does not depend on it')
    .option('-q, --quiet', 'say nothing but errors')
    .option('-v, --verbose', 'tell the plan, each start, and whole stacks')

export const fold = (): Option =>
  new Option('--fold', 'draw one box for each stage instead of one for each step')
