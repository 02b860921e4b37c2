import { selector, withExperiment } from './options.ts'
import type { Registration } from './registration.ts'

export const registerAccept: Registration = (program, { world, end }) => {
  withExperiment(program.command('accept').argument('<step>', selector))
    .description('declare that results hold in spite of a change that is harmless')
    .option('--json', 'print what was accepted as JSON (schemas/accept.schema.json)')
    .action(async (step: string, name: string, choices: object) => {
      const { acceptCommand } = await import('../commands/accept.ts')
      end(await acceptCommand(step, name, choices, world))
    })
}
