import { Option } from 'commander'
import type { Registration } from './registration.ts'
import { selectorHelp, withStore } from './store-option.ts'

export const registerOpen: Registration = (program, { world, end }) => {
  withStore(program.command('open').argument('<selector...>', 'which artifacts'))
    .description("open artifacts with the system's programs")
    .addOption(new Option('--path', 'only print where they are').conflicts('json'))
    .option('--json', 'only print where they are, as JSON (schemas/open.schema.json)')
    .addHelpText('after', selectorHelp)
    .action(async (selectors: readonly string[], choices: object) => {
      const { openCommand } = await import('../commands/open.ts')
      end(await openCommand(selectors, choices, world))
    })
}
