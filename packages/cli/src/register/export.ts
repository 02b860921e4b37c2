import { Option } from 'commander'
import { collect } from './options.ts'
import type { Registration } from './registration.ts'
import { selectorHelp, withStore } from './store-option.ts'

export const registerExport: Registration = (program, { world, version, end }) => {
  withStore(program.command('export').argument('[selector...]', 'which artifacts'))
    .description('copy artifacts out of the store, or a whole run that can be repeated elsewhere')
    .requiredOption('--to <folder>', 'the folder to copy to, or a .tar.gz with --run')
    .option('--run <file>', 'export the whole run of this program: files, parameters, versions and results')
    .option('-e, --experiment <name>', 'with --run: which experiment, if the file exports several')
    .option('-p, --params <name>', 'with --run: use only this parameter set (repeatable)', collect)
    .option('-s, --set <name=value>', 'with --run: set a parameter of all sets (repeatable)', collect)
    .option(
      '--include <file>',
      'with --run: include this file even if git ignores it or it looks like a secret; * matches any characters (repeatable)',
      collect,
    )
    .addOption(
      new Option('-a, --all', 'also export older results, not only those of the last run').conflicts('run'),
    )
    .option('--json', 'print what was exported as JSON (schemas/export.schema.json)')
    .addHelpText('after', selectorHelp)
    .action(async (selectors: readonly string[], choices: { readonly to: string }) => {
      const { exportCommand } = await import('../commands/export.ts')
      end(await exportCommand(selectors, choices, version, world))
    })
}
