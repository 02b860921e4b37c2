import type { Registration } from './registration.ts'
import { withStore } from './store-option.ts'

export const registerReport: Registration = (program, { world, end }) => {
  withStore(program.command('report'))
    .description('write the report of a run to an HTML file')
    .argument('[run]', 'the id of the run, or its beginning or end (default: the last run)')
    .option(
      '--out <file>',
      "where to write it (default: the store's folder reports/, with a list of all runs)",
    )
    .option('--all', 'write the reports of all stored runs')
    .option('--json', 'print what was written as JSON (schemas/report.schema.json)')
    .action(async (run: string | undefined, choices: object) => {
      const { reportCommand } = await import('../commands/report.ts')
      end(await reportCommand(run, choices, world))
    })
}
