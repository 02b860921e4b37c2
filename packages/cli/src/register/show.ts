import type { Registration } from './registration.ts'
import { selectorHelp, withStore } from './store-option.ts'

export const registerShow: Registration = (program, { world, end }) => {
  withStore(program.command('show').argument('<selector...>', 'which artifacts'))
    .description('print artifacts: JSON and tables to be read, images by where they are')
    .option('-a, --all', 'also what is kept of other code and parameters, not only the newest')
    .option('--full', 'every line, and as many artifacts as there are')
    .option('--json', 'print them as JSON, with the values that are JSON (schemas/show.schema.json)')
    .addHelpText('after', selectorHelp)
    .action(async (selectors: readonly string[], choices: object) => {
      const { showCommand } = await import('../commands/show.ts')
      end(await showCommand(selectors, choices, world))
    })
}
