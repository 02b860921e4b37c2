import type { Registration } from './registration.ts'
import { selectorHelp, withStore } from './store-option.ts'

export const registerShow: Registration = (program, { world, end }) => {
  withStore(program.command('show').argument('<selector...>', 'what to show'))
    .description('print artifacts: JSON, tables and text; for images, their path')
    .option('-a, --all', 'also show older results, not only those of the last run')
    .option('--full', 'print every line of every artifact')
    .option('--json', 'print as JSON, including the values that are JSON (schemas/show.schema.json)')
    .addHelpText('after', selectorHelp)
    .action(async (selectors: readonly string[], choices: object) => {
      const { showCommand } = await import('../commands/show.ts')
      end(await showCommand(selectors, choices, world))
    })
}
