import { withExperiment, withRunOptions } from './options.ts'
import type { Registration } from './registration.ts'

export const registerWatch: Registration = (program, { world, end }) => {
  withRunOptions(withExperiment(program.command('watch')))
    .description('run, and run again after each edit of a program in the project')
    .action(async (name: string) => {
      const { watchCommand } = await import('../commands/watch.ts')
      end(await watchCommand(name, argumentsAfter('watch'), world))
    })
}

/** What follows a command's name, to be given to another. */
const argumentsAfter = (name: string): readonly string[] => process.argv.slice(process.argv.indexOf(name) + 1)
