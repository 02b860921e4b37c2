import { wholeNumber } from './numbers.ts'
import type { Registration } from './registration.ts'
import { withStore } from './store-option.ts'

export const registerHistory: Registration = (program, { world, end }) => {
  withStore(
    program
      .command('history')
      .argument('[step]', 'a stage, or stage@record; * stands for any characters (default: the runs)'),
  )
    .description('list the runs of a store, or when a step ran and with what')
    .option('--limit <number>', 'lines that are printed (default: 20, all as JSON)', wholeNumber)
    .option('--json', 'print the list as JSON (schemas/history.schema.json)')
    .action(async (step: string | undefined, choices: object) => {
      const { historyCommand } = await import('../commands/history.ts')
      end(await historyCommand(step, choices, world))
    })
}
