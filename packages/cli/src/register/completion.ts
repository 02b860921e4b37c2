import { Argument } from 'commander'
import { type Shell, shells } from '../completion/scripts.ts'
import { exitCodes } from '../exit-code.ts'
import type { Registration } from './registration.ts'

const completionHelp = `
Add this line to your shell's startup file:
  bash  eval "$(stagewright completion bash)"
  zsh   eval "$(stagewright completion zsh)"
  fish  stagewright completion fish | source
`

export const registerCompletion: Registration = (program, { world, end }) => {
  program
    .command('completion')
    .description('print a shell completion script')
    .addArgument(new Argument('<shell>').choices(shells))
    .addHelpText('after', completionHelp)
    .action(async (shell: Shell) => {
      const [{ scriptFor }, { wordsOf }] = await Promise.all([
        import('../completion/scripts.ts'),
        import('../completion/words.ts'),
      ])
      world.stdout.write(scriptFor(shell, wordsOf(program)))
      end(exitCodes.well)
    })
}
