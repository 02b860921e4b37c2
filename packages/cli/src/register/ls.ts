import { Option } from 'commander'
import type { Registration } from './registration.ts'
import { selectorHelp, withStore } from './store-option.ts'

export const registerList: Registration = (program, { world, end }) => {
  withStore(program.command('ls').argument('[selector...]', 'which (default: all)'))
    .description('list artifacts, records, or experiments')
    .addOption(new Option('--records', 'the records that artifacts are kept for').conflicts('experiments'))
    .option('--experiments', "the experiments that this folder's programs export, which are loaded for it")
    .option('-a, --all', 'also what is kept of other code and parameters, not only the newest')
    .option('--json', 'print the list as JSON (schemas/ls.schema.json)')
    .addHelpText('after', selectorHelp)
    .action(async (selectors: readonly string[], choices: object) => {
      const { listCommand } = await import('../commands/ls.ts')
      end(await listCommand(selectors, choices, world))
    })
}
