import type { Registration } from './registration.ts'
import { withStore } from './store-option.ts'

export const registerReport: Registration = (program, { world, end }) => {
  withStore(program.command('report'))
    .description('write the report of a run as one HTML file')
    .argument('[run]', 'its id, or how it begins or ends (default: the last run)')
    .option(
      '--out <file>',
      "where to write it (default: the store's folder reports/, with a list of all runs)",
    )
    .option('--all', 'write the reports of all runs that are kept')
    .option('--json', 'print what was written as JSON (schemas/report.schema.json)')
    .action(async (run: string | undefined, choices: object) => {
      const { reportCommand } = await import('../commands/report.ts')
      end(await reportCommand(run, choices, world))
    })
}
