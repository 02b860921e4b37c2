import type { Registration } from './registration.ts'
import { withStore } from './store-option.ts'

const runHelp = `
Name a run by its id as in history, the beginning of the id, latest, or latest~2 for the second before it.
`

export const registerDiff: Registration = (program, { world, end }) => {
  withStore(
    program
      .command('diff')
      .argument('[before]', 'a run (default: the run of the same experiment before AFTER)')
      .argument('[after]', 'a later run (default: latest)'),
  )
    .description('show what a run executed differently from an earlier one, and why')
    .option('--json', 'print the differences as JSON (schemas/diff.schema.json)')
    .addHelpText('after', runHelp)
    .action(async (before: string | undefined, after: string | undefined, choices: object) => {
      const { diffCommand } = await import('../commands/diff.ts')
      end(await diffCommand(before, after, choices, world))
    })
}
