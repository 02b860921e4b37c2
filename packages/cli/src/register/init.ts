import type { Registration } from './registration.ts'

export const registerInit: Registration = (program, { world, version, end }) => {
  program
    .command('init')
    .description('create a starter project in an empty folder')
    .argument('[folder]', 'the folder', '.')
    .option('--javascript', 'write JavaScript instead of TypeScript')
    .option('-y, --yes', 'for habit: init never asks')
    .option('--json', 'print what was written as JSON (schemas/init.schema.json)')
    .action(async (folder: string, choices: object) => {
      const { initCommand } = await import('../commands/init.ts')
      end(initCommand(folder, choices, version, world))
    })
}
