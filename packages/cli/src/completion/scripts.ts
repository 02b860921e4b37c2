import type { Words } from './words.ts'

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** A script that teaches a shell the commands and options. Where no option fits, files are completed. */
export const scriptFor = (shell: Shell, words: Words): string => {
  if (shell === 'bash') return bash(words)
  return shell === 'zsh' ? zsh(words) : fish(words)
}

const names = ({ commands }: Words): string => commands.map(({ name }) => name).join(' ')

const flagsOf = (options: Words['commands'][number]['options']): string =>
  [...options.flatMap(({ flags }) => flags), '-h', '--help'].join(' ')

const bash = (words: Words): string => `# stagewright: eval "$(stagewright completion bash)"
_stagewright() {
  local word=\${COMP_WORDS[COMP_CWORD]} options=""
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${names(words)} --help --version" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${words.commands.map(({ name, options }) => `    ${name}) options="${flagsOf(options)}" ;;`).join('\n')}
  esac
  if [[ "$word" == -* ]]; then COMPREPLY=($(compgen -W "$options" -- "$word")); fi
}
complete -o default -o bashdefault -F _stagewright stagewright
`

const quote = (text: string): string => text.replaceAll("'", "'\\''")
const zshText = (text: string): string => quote(text).replaceAll(/[[\]:\\]/gu, '\\$&')

const zsh = ({ commands }: Words): string => `#compdef stagewright
# stagewright: eval "$(stagewright completion zsh)"
_stagewright() {
  local -a commands
  commands=(
${commands.map(({ name, about }) => `    '${name}:${zshText(about)}'`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case "$words[2]" in
${commands
  .map(({ name, options }) => {
    const lines = options.flatMap(({ flags, about, takesValue }) =>
      flags.map((flag) => `      '*${flag}[${zshText(about)}]${takesValue ? ':value:_files' : ''}'`),
    )
    return `    ${name}) _arguments \\\n${[...lines, `      '*:file:_files'`].join(' \\\n')} ;;`
  })
  .join('\n')}
  esac
}
compdef _stagewright stagewright
`

const fish = ({ commands }: Words): string => {
  const lines = commands.flatMap(({ name, about, options }) => [
    `complete -c stagewright -n __fish_use_subcommand -f -a ${name} -d '${fishText(about)}'`,
    ...options.map(({ flags, about: optionAbout, takesValue }) => {
      const forms = flags.map((flag) =>
        flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
      )
      const value = takesValue ? ' -r' : ''
      return `complete -c stagewright -n '__fish_seen_subcommand_from ${name}' ${forms.join(' ')}${value} -d '${fishText(optionAbout)}'`
    }),
  ])
  return `# stagewright completion fish > ~/.config/fish/completions/stagewright.fish\n${lines.join('\n')}\n`
}

const fishText = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
