import { Option } from 'commander'
import { fold, overwrite, select, withExperiment } from './options.ts'
import type { Registration } from './registration.ts'

const graphFormats = ['svg', 'png', 'dot', 'mermaid'] as const

export const registerGraph: Registration = (program, { world, end }) => {
  withExperiment(program.command('graph'))
    .description('draw the plan')
    .addOption(overwrite())
    .addOption(select())
    .addOption(fold())
    .addOption(
      new Option(
        '-f, --format <format>',
        'the format (default: by the file name, or svg); png needs a converter on this machine',
      ).choices(graphFormats),
    )
    .option('--out <file>', 'the file to write (default: standard output)')
    .addOption(
      new Option('--json', 'print nodes and edges as JSON (schemas/graph.schema.json)').conflicts([
        'format',
        'out',
      ]),
    )
    .action(async (name: string, choices: object) => {
      const { graphCommand } = await import('../commands/graph.ts')
      end(await graphCommand(name, choices, world))
    })
}
