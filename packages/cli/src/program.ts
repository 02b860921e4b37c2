import { Command, InvalidArgumentError, Option } from 'commander'
import type { ExitCode } from './exit-code.ts'
import type { Surroundings } from './surroundings.ts'

const exitCodeHelp = `
Exit codes:
  0    all well
  1    a stage failed
  2    wrong use or wiring: nothing was run
  130  interrupted (Ctrl-C once: what runs finishes and is kept; twice: it is aborted)
`

const collect = (value: string, previous: readonly string[] | undefined): readonly string[] => [
  ...(previous ?? []),
  value,
]

const jobs = (text: string): number => {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('It is a whole number from 1.')
  return number
}

const file = [
  '<file>',
  'a program whose default export is an experiment(...); JavaScript or TypeScript',
] as const

const withExperiment = (command: Command): Command =>
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
      'a parameter for all sets, in JSON: k=3, model.depth=2, +new=1 (repeatable)',
      collect,
    )
    .option('--store <folder>', 'where results are kept (default: .stagewright)')

const overwrite = (): Option =>
  new Option(
    '-o, --overwrite <selector>',
    'run this stage again: name, name@record, name+ (and all after it), +name, * (repeatable)',
  ).argParser(collect)

/** The command line. `end` is told how each command ended; commands are loaded when they are called. */
export const makeProgram = (version: string, world: Surroundings, end: (code: ExitCode) => void): Command => {
  const program = new Command('stagewright')
    .description('Runs pipelines, and never a slow step twice.')
    .version(version, '-V, --version')
    .showHelpAfterError('(stagewright --help tells more)')
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
    })
    .exitOverride()
    .addHelpText('after', exitCodeHelp)

  withExperiment(program.command('run'))
    .description('run what has to run, reuse the rest')
    .addOption(overwrite())
    .option('-n, --dry-run', 'say what would run, and run nothing')
    .option(
      '-j, --jobs <number>',
      'steps that may run at once (default: as many as the machine has cores)',
      jobs,
    )
    .option('-k, --keep-going', 'after a failure, go on with what does not depend on it')
    .option('--json', 'print what happened as JSON (schemas/run.schema.json)')
    .option('-q, --quiet', 'say nothing but errors')
    .option('-v, --verbose', 'tell the plan, each start, and whole stacks')
    .addHelpText('after', exitCodeHelp)
    .action(async (name: string, choices: object) => {
      const { runCommand } = await import('./commands/run.ts')
      end(await runCommand(name, choices, world))
    })

  withExperiment(program.command('plan'))
    .description('say what would run, and why')
    .addOption(overwrite())
    .addOption(new Option('--dot', "print the graph in Graphviz's language").conflicts(['mermaid', 'json']))
    .addOption(new Option('--mermaid', 'print the graph as a Mermaid flow chart').conflicts(['json']))
    .option('--json', 'print the plan as JSON (schemas/plan.schema.json)')
    .action(async (name: string, choices: object) => {
      const { planCommand } = await import('./commands/plan.ts')
      end(await planCommand(name, choices, world))
    })
  return program
}
