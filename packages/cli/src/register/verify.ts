import type { Registration } from './registration.ts'
import { withStore } from './store-option.ts'

export const registerVerify: Registration = (program, { world, end }) => {
  withStore(program.command('verify'))
    .description('check every artifact for damage; exits with 1 if one is damaged or missing')
    .option(
      '--remote [address]',
      'check the bucket instead: s3://bucket/prefix (default: STAGEWRIGHT_REMOTE)',
    )
    .option('-n, --dry-run', 'only report; do not quarantine damaged artifacts')
    .option('--json', 'print the findings as JSON (schemas/verify.schema.json)')
    .action(async (choices: object) => {
      const { verifyCommand } = await import('../commands/verify.ts')
      end(await verifyCommand(choices, world))
    })
}
