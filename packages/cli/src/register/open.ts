import { Option } from 'commander'
import type { Registration } from './registration.ts'
import { selectorHelp, withStore } from './store-option.ts'

export const registerOpen: Registration = (program, { world, end }) => {
  withStore(program.command('open').argument('<selector...>', 'what to open'))
    .description('open artifacts with the default application')
    .addOption(new Option('--path', 'only print their paths').conflicts('json'))
    .option('--json', 'only print their paths, as JSON (schemas/open.schema.json)')
    .addHelpText('after', selectorHelp)
    .action(async (selectors: readonly string[], choices: object) => {
      const { openCommand } = await import('../commands/open.ts')
      end(await openCommand(selectors, choices, world))
    })
}
