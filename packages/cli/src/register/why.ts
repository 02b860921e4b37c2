import type { Registration } from './registration.ts'
import { withStore } from './store-option.ts'

const help = `
ARTIFACT is an artifact or a stage, of all records or of one: accuracy, accuracy@k3, fit@k3, acc*. BEFORE and AFTER are
runs: an id as in history, the beginning of one, latest, or latest~2 for the second before it.
`

export const registerWhy: Registration = (program, { world, end }) => {
  withStore(
    program
      .command('why')
      .argument('<artifact>', 'the artifact to explain')
      .argument('[before]', 'an earlier run (default: the last one in which it was different)')
      .argument('[after]', 'a later run (default: the newest that has it)'),
  )
    .description('show why an artifact changed: the way back to what changed first')
    .option('--json', 'print it as JSON (schemas/why.schema.json)')
    .addHelpText('after', help)
    .action(
      async (artifact: string, before: string | undefined, after: string | undefined, choices: object) => {
        const { whyCommand } = await import('../commands/why.ts')
        end(await whyCommand(artifact, before, after, choices, world))
      },
    )
}
