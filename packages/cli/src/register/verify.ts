import type { Registration } from './registration.ts'
import { withStore } from './store-option.ts'

export const registerVerify: Registration = (program, { world, end }) => {
  withStore(program.command('verify'))
    .description('prove every artifact of a store; ends with 1 where one is damaged or missing')
    .option('-n, --dry-run', 'put nothing aside')
    .option('--json', 'print the findings as JSON (schemas/verify.schema.json)')
    .action(async (choices: object) => {
      const { verifyCommand } = await import('../commands/verify.ts')
      end(await verifyCommand(choices, world))
    })
}
