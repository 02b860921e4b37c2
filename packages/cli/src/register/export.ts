import { Option } from 'commander'
import { collect } from './options.ts'
import type { Registration } from './registration.ts'
import { selectorHelp, withStore } from './store-option.ts'

export const registerExport: Registration = (program, { world, version, end }) => {
  withStore(program.command('export').argument('[selector...]', 'which artifacts'))
    .description('copy artifacts, or a whole run that can be repeated elsewhere, out of the store')
    .requiredOption('--to <folder>', 'where to; a whole run may also go into a .tar.gz')
    .option('--run <file>', 'the whole run of this program: its files, parameters, versions and results')
    .option('-e, --experiment <name>', 'with --run: the experiment, where the file exports several')
    .option('-p, --params <name>', 'with --run: only this parameter set (repeatable)', collect)
    .option('-s, --set <name=value>', 'with --run: a parameter for all sets (repeatable)', collect)
    .option(
      '--include <file>',
      'with --run: include this file though git ignores it or its name looks like a secret (repeatable; * stands for any characters)',
      collect,
    )
    .addOption(
      new Option(
        '-a, --all',
        'also what is kept of other code and parameters, not only the newest',
      ).conflicts('run'),
    )
    .option('--json', 'print what was exported as JSON (schemas/export.schema.json)')
    .addHelpText('after', selectorHelp)
    .action(async (selectors: readonly string[], choices: { readonly to: string }) => {
      const { exportCommand } = await import('../commands/export.ts')
      end(await exportCommand(selectors, choices, version, world))
    })
}
