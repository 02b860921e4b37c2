import { wholeNumber } from './numbers.ts'
import type { Registration } from './registration.ts'
import { withStore } from './store-option.ts'

export const registerHistory: Registration = (program, { world, end }) => {
  withStore(
    program
      .command('history')
      .argument('[step]', 'a stage or stage@record; * matches any characters (default: list runs)'),
  )
    .description('list runs, or the executions of a step')
    .option('--limit <number>', 'how many to list (default: 20, or all with --json)', wholeNumber)
    .option('--json', 'print the list as JSON (schemas/history.schema.json)')
    .action(async (step: string | undefined, choices: object) => {
      const { historyCommand } = await import('../commands/history.ts')
      end(await historyCommand(step, choices, world))
    })
}
