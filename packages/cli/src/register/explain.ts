import { overwrite, selector, withExperiment } from './options.ts'
import type { Registration } from './registration.ts'

export const registerExplain: Registration = (program, { world, end }) => {
  withExperiment(program.command('explain').argument('<step>', selector))
    .description('say at length why a step runs or does not')
    .addOption(overwrite())
    .option('--json', 'print the steps as JSON (schemas/explain.schema.json)')
    .action(async (step: string, name: string, choices: object) => {
      const { explainCommand } = await import('../commands/explain.ts')
      end(await explainCommand(step, name, choices, world))
    })
}
