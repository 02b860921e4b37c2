import { byteSize, duration } from './numbers.ts'
import { collect } from './options.ts'
import type { Registration } from './registration.ts'
import { withStore } from './store-option.ts'

const gcHelp = `
Without --yes, nothing is removed: gc only shows what it would remove. Results that a later execution
replaced are always removed; the options choose what else to remove.
`

export const registerGarbage: Registration = (program, { world, end }) => {
  withStore(program.command('gc'))
    .description('remove results that are no longer needed')
    .option('--older-than <time>', 'remove results older than this: 12h, 30d', duration)
    .option(
      '--unused-for <time>',
      'remove results that no run made or used for this long: 12h, 30d',
      duration,
    )
    .option(
      '--unreachable-from <file>',
      'remove what the experiment of this program cannot reuse (repeatable: what none of them can)',
      collect,
    )
    .option(
      '--max-size <size>',
      'remove the least recently used results until the store is this small: 20GB',
      byteSize,
    )
    .option(
      '--keep <selector>',
      'never remove these: a stage or artifact, name@record, * (repeatable)',
      collect,
    )
    .option('--remote [address]', 'tidy the bucket instead: s3://bucket/prefix (default: STAGEWRIGHT_REMOTE)')
    .option('-y, --yes', 'actually remove them')
    .option('--json', 'print what is removed as JSON (schemas/gc.schema.json)')
    .addHelpText('after', gcHelp)
    .action(async (choices: object) => {
      const { garbageCommand } = await import('../commands/gc.ts')
      end(await garbageCommand(choices, world))
    })
}
