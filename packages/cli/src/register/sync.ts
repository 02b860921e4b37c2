import type { Registration } from './registration.ts'
import { withStore } from './store-option.ts'

const syncHelp = `
Runs with --remote do the same by themselves. Credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or
from ~/.aws, the server from AWS_ENDPOINT_URL_S3 and AWS_REGION.
`

export const registerSync: Registration = (program, { world, end }) => {
  withStore(program.command('sync'))
    .description('send results to a bucket that others share, and learn of theirs')
    .option('--remote <address>', 's3://bucket/prefix (default: STAGEWRIGHT_REMOTE)')
    .addHelpText('after', syncHelp)
    .action(async (choices: object) => {
      const { syncCommand } = await import('../commands/sync.ts')
      end(await syncCommand(choices, world))
    })
}
