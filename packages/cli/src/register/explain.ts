import { overwrite, selector, withExperiment } from './options.ts'
import type { Registration } from './registration.ts'

export const registerExplain: Registration = (program, { world, end }) => {
  withExperiment(program.command('explain').argument('<step>', selector))
    .description('explain why a step would or would not run')
    .addOption(overwrite())
    .option('--json', 'print the steps as JSON (schemas/explain.schema.json)')
    .action(async (step: string, name: string, choices: object) => {
      const { explainCommand } = await import('../commands/explain.ts')
      end(await explainCommand(step, name, choices, world))
    })
}
