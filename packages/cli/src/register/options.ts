import { type Command, Option } from 'commander'
import { resourceSize, wholeNumber } from './numbers.ts'

/** An option's parser that takes several of it. */
export const collect = (value: string, previous: readonly string[] | undefined): readonly string[] => [
  ...(previous ?? []),
  value,
]

const file = [
  '<file>',
  'a JavaScript or TypeScript program whose default export is an experiment(...)',
] as const

/** The file of an experiment, and which of its parameter sets with which changes. */
export const withExperiment = (command: Command): Command =>
  command
    .argument(...file)
    .option('-e, --experiment <name>', 'which experiment, if the file exports several')
    .option(
      '-p, --params <name>',
      'use only this parameter set; * matches any characters (repeatable)',
      collect,
    )
    .option(
      '-s, --set <name=value>',
      'set a parameter of all sets, in JSON: k=3, model.depth=2, +new=1 (repeatable)',
      collect,
    )
    .option('--store <folder>', 'the folder of the store (default: .stagewright)')
    .option(
      '--remote <address>',
      'share results through a bucket: s3://bucket/prefix (default: STAGEWRIGHT_REMOTE)',
    )

/** How steps are named. */
export const selector =
  'which steps: name, name@record, name+ (with all after it), +name (with all before it), *'

/** Which steps are shown; the plan is that of the whole. */
export const select = (): Option =>
  new Option(
    '--select <selector>',
    'show only these steps of the plan: name@record, +name, name+, * (repeatable)',
  ).argParser(collect)

export const overwrite = (): Option =>
  new Option(
    '-o, --overwrite <selector>',
    'run this stage again: name, name@record, name+ (with all after it), +name, * (repeatable)',
  ).argParser(collect)

export const strict = (): Option =>
  new Option('--strict', 'fail if a stage uses code whose changes cannot be tracked, instead of warning')

/** How an experiment is run. */
export const withRunOptions = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--select <selector>',
        'run only these steps, and what they need: name@record, +name, name+, * (repeatable)',
      ).argParser(collect),
    )
    .addOption(overwrite())
    .option(
      '-j, --jobs <number>',
      'how many steps may run at the same time (default: the number of cores)',
      wholeNumber,
    )
    .addOption(
      new Option(
        '--executor <where>',
        'run stages in one thread, or in as many as --jobs says (default: here)',
      ).choices(['here', 'threads']),
    )
    .option(
      '--resource <name=size>',
      'how much there is of what stages name in needs: gpu=1, api=60/min (repeatable)',
      resourceSize,
    )
    .addOption(strict())
    .addOption(
      new Option(
        '--cache <mode>',
        'use the store, only read it, or run everything and save nothing (default: use)',
      ).choices(['use', 'read', 'off']),
    )
    .option('--no-keep-code', 'do not store the code of stages, which shows later how it changed')
    .option('-k, --keep-going', "after a failure, run the steps that don't depend on it")
    .option('-q, --quiet', 'print errors only')
    .option('-v, --verbose', 'also print the plan, the start of each step and full stack traces')

export const fold = (): Option =>
  new Option('--fold', 'draw one box for each stage instead of one for each step')
