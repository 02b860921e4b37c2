import type { Registration } from './registration.ts'

export const registerInit: Registration = (program, { world, version, end }) => {
  program
    .command('init')
    .description('write a pipeline to begin with into an empty folder')
    .argument('[folder]', 'where', '.')
    .option('--javascript', 'in JavaScript (default: TypeScript)')
    .option('--json', 'print what was written as JSON (schemas/init.schema.json)')
    .action(async (folder: string, choices: object) => {
      const { initCommand } = await import('../commands/init.ts')
      end(initCommand(folder, choices, version, world))
    })
}
