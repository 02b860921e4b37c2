import type { Command } from 'commander'

/** The store that a command looks into. */
export const withStore = (command: Command): Command =>
  command.option('--store <folder>', 'where results are kept (default: .stagewright)')

/** What names artifacts of a store. */
export const selectorHelp = `
A selector names artifacts: by artifact or stage, name@record, the beginning of a digest, * for any
characters; +name adds all that went into it, name+ all that it went into.
`
