import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { type Shell, shells } from './completion/scripts.ts'
import { type ExitCode, exitCodes } from './exit-code.ts'
import type { Surroundings } from './surroundings.ts'

const exitCodeHelp = `
Exit codes:
  0    all well
  1    a stage failed
  2    wrong use or wiring: nothing was run
  130  interrupted (Ctrl-C once: what runs finishes and is kept; twice: it is aborted)
`

const completionHelp = `
Add to your shell's start file:
  bash  eval "$(stagewright completion bash)"
  zsh   eval "$(stagewright completion zsh)"
  fish  stagewright completion fish | source
`

const graphFormats = ['svg', 'dot', 'mermaid'] as const

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

const withRunOptions = (command: Command): Command =>
  command
    .addOption(overwrite())
    .option(
      '-j, --jobs <number>',
      'steps that may run at once (default: as many as the machine has cores)',
      jobs,
    )
    .option('-k, --keep-going', 'after a failure, go on with what does not depend on it')
    .option('-q, --quiet', 'say nothing but errors')
    .option('-v, --verbose', 'tell the plan, each start, and whole stacks')

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

  withRunOptions(withExperiment(program.command('run')))
    .description('run what has to run, reuse the rest')
    .option('-n, --dry-run', 'say what would run, and run nothing')
    .option('--json', 'print what happened as JSON (schemas/run.schema.json)')
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

  withExperiment(
    program.command('explain').argument('<step>', 'a stage, or stage@record; * stands for any characters'),
  )
    .description('say at length why a step runs or does not')
    .addOption(overwrite())
    .option('--json', 'print the steps as JSON (schemas/explain.schema.json)')
    .action(async (step: string, name: string, choices: object) => {
      const { explainCommand } = await import('./commands/explain.ts')
      end(await explainCommand(step, name, choices, world))
    })

  withExperiment(program.command('graph'))
    .description('draw the plan')
    .addOption(overwrite())
    .addOption(
      new Option('-f, --format <format>', 'svg is the default; the name of the file decides, too').choices(
        graphFormats,
      ),
    )
    .option('--out <file>', 'where to draw it (default: standard output)')
    .action(async (name: string, choices: object) => {
      const { graphCommand } = await import('./commands/graph.ts')
      end(await graphCommand(name, choices, world))
    })

  withRunOptions(withExperiment(program.command('watch')))
    .description('run, and run again after each edit of a program in the project')
    .action(async (name: string) => {
      const { watchCommand } = await import('./commands/watch.ts')
      end(await watchCommand(name, argumentsAfter('watch'), world))
    })

  program
    .command('init')
    .description('write a pipeline to begin with into an empty folder')
    .argument('[folder]', 'where', '.')
    .option('--javascript', 'in JavaScript (default: TypeScript)')
    .action(async (folder: string, choices: object) => {
      const { initCommand } = await import('./commands/init.ts')
      end(initCommand(folder, choices, version, world))
    })

  program
    .command('completion')
    .description('print a script that completes commands and options')
    .addArgument(new Argument('<shell>').choices(shells))
    .addHelpText('after', completionHelp)
    .action(async (shell: Shell) => {
      const [{ scriptFor }, { wordsOf }] = await Promise.all([
        import('./completion/scripts.ts'),
        import('./completion/words.ts'),
      ])
      world.stdout.write(scriptFor(shell, wordsOf(program)))
      end(exitCodes.well)
    })
  return program
}

/** What follows a command's name, to be given to another. */
const argumentsAfter = (name: string): readonly string[] => process.argv.slice(process.argv.indexOf(name) + 1)
