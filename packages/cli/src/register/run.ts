import { exitCodeHelp } from './exit-code-help.ts'
import { withExperiment, withRunOptions } from './options.ts'
import type { Registration } from './registration.ts'

export const registerRun: Registration = (program, { world, version, end }) => {
  withRunOptions(withExperiment(program.command('run')))
    .description('run the steps that are out of date, reuse the rest')
    .option('-n, --dry-run', 'show what would run, and run nothing')
    .option('--report [file]', 'also write a report to an HTML file (default: in the store)')
    .option('--json', 'print what happened as JSON (schemas/run.schema.json)')
    .addHelpText('after', exitCodeHelp)
    .action(async (name: string, choices: object) => {
      const { runCommand } = await import('../commands/run.ts')
      end(await runCommand(name, choices, world, version))
    })
}
