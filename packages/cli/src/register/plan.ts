import { Option } from 'commander'
import { fold, overwrite, select, strict, withExperiment } from './options.ts'
import type { Registration } from './registration.ts'

export const registerPlan: Registration = (program, { world, end }) => {
  withExperiment(program.command('plan'))
    .description('show what would run, and why')
    .addOption(overwrite())
    .addOption(select())
    .addOption(strict())
    .addOption(new Option('--dot', "print the graph in Graphviz's language").conflicts(['mermaid', 'json']))
    .addOption(new Option('--mermaid', 'print the graph as a Mermaid flow chart').conflicts(['json']))
    .addOption(fold())
    .option('--json', 'print the plan as JSON (schemas/plan.schema.json)')
    .action(async (name: string, choices: object) => {
      const { planCommand } = await import('../commands/plan.ts')
      end(await planCommand(name, choices, world))
    })
}
