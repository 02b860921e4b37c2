import { selector, withExperiment } from './options.ts'
import type { Registration } from './registration.ts'

export const registerAccept: Registration = (program, { world, end }) => {
  withExperiment(program.command('accept').argument('<step>', selector))
    .description('keep results after a code change you know is harmless')
    .option('-n, --dry-run', 'only show which results would be kept')
    .option('--json', 'print what was accepted as JSON (schemas/accept.schema.json)')
    .action(async (step: string, name: string, choices: object) => {
      const { acceptCommand } = await import('../commands/accept.ts')
      end(await acceptCommand(step, name, choices, world))
    })
}
