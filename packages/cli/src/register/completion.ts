import { Argument } from 'commander'
import { type Shell, shells } from '../completion/scripts.ts'
import { exitCodes } from '../exit-code.ts'
import type { Registration } from './registration.ts'

const completionHelp = `
Add to your shell's start file:
  bash  eval "$(stagewright completion bash)"
  zsh   eval "$(stagewright completion zsh)"
  fish  stagewright completion fish | source
`

export const registerCompletion: Registration = (program, { world, end }) => {
  program
    .command('completion')
    .description('print a script that completes commands and options')
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
