import { withExperiment, withRunOptions } from './options.ts'
import type { Registration } from './registration.ts'

export const registerWatch: Registration = (program, { world, end }) => {
  withRunOptions(withExperiment(program.command('watch')))
    .description('run, and run again after each edit in the project')
    .option('--json', 'print a line of JSON for each run (schemas/run.schema.json)')
    .action(async (name: string, choices: object) => {
      const { watchCommand } = await import('../commands/watch.ts')
      end(await watchCommand(name, argumentsAfter('watch'), choices, world))
    })
}

/** What follows a command's name, to be given to another. */
const argumentsAfter = (name: string): readonly string[] => process.argv.slice(process.argv.indexOf(name) + 1)
