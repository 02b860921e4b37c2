import { Option } from 'commander'
import type { Registration } from './registration.ts'
import { selectorHelp, withStore } from './store-option.ts'

export const registerList: Registration = (program, { world, end }) => {
  withStore(program.command('ls').argument('[selector...]', 'what to list (default: all)'))
    .description('list artifacts, records, or experiments')
    .addOption(
      new Option('--records', 'list the records instead of their artifacts').conflicts('experiments'),
    )
    .option('--experiments', 'list the experiments that programs in this folder export (this loads them)')
    .option('-a, --all', 'also list older results, not only those of the last run')
    .option('--json', 'print the list as JSON (schemas/ls.schema.json)')
    .addHelpText('after', selectorHelp)
    .action(async (selectors: readonly string[], choices: object) => {
      const { listCommand } = await import('../commands/ls.ts')
      end(await listCommand(selectors, choices, world))
    })
}
