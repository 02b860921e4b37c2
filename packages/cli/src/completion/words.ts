import type { Command } from 'commander'

/** What can be completed: the commands and, for each, its options. */
export interface Words {
  readonly commands: readonly {
    readonly name: string
    readonly about: string
    readonly options: readonly OptionWords[]
  }[]
}

interface OptionWords {
  readonly flags: readonly string[]
  readonly about: string
  /** Whether a value follows. */
  readonly takesValue: boolean
}

export const wordsOf = (program: Command): Words => ({
  commands: program.commands.map((command) => ({
    name: command.name(),
    about: command.description(),
    options: command.options
      .filter(({ hidden }) => !hidden)
      .map(({ short, long, description, required }) => ({
        flags: [short, long].filter((flag) => typeof flag === 'string'),
        about: description,
        takesValue: required,
      })),
  })),
})
