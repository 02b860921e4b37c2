import { InvalidArgumentError } from 'commander'
import type { Registration } from './registration.ts'
import { withStore } from './store-option.ts'

const port = (text: string): number => {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 0 || number > 65_535)
    throw new InvalidArgumentError('Expected a whole number up to 65535.')
  return number
}

export const registerUi: Registration = (program, { world, end }) => {
  withStore(program.command('ui'))
    .description('show reports in the browser, and follow runs live')
    .option('--port <number>', 'the port to listen on, on this machine only (default: any free port)', port)
    .action(async (choices: object) => {
      const { uiCommand } = await import('../commands/ui.ts')
      end(await uiCommand(choices, world))
    })
}
