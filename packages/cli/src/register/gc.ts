import { byteSize, duration } from './numbers.ts'
import { collect } from './options.ts'
import type { Registration } from './registration.ts'
import { withStore } from './store-option.ts'

const gcHelp = `
Without --yes it says what it would remove, and removes nothing. What a later execution replaced goes
always; the options name what goes beside it.
`

export const registerGarbage: Registration = (program, { world, end }) => {
  withStore(program.command('gc'))
    .description('remove what is no longer needed from a store')
    .option('--older-than <time>', 'what is older than this: 12h, 30d', duration)
    .option('--unused-for <time>', 'what no run made or used for longer than this: 12h, 30d', duration)
    .option(
      '--unreachable-from <file>',
      'what the experiment of this program does not look up (repeatable: what none of them does)',
      collect,
    )
    .option(
      '--max-size <size>',
      'what was not used for longest, until the rest has at most this size: 20GB',
      byteSize,
    )
    .option('--keep <selector>', 'never these: a stage or artifact, name@record, * (repeatable)', collect)
    .option('-y, --yes', 'remove it')
    .option('--json', 'print what is removed as JSON (schemas/gc.schema.json)')
    .addHelpText('after', gcHelp)
    .action(async (choices: object) => {
      const { garbageCommand } = await import('../commands/gc.ts')
      end(await garbageCommand(choices, world))
    })
}
