import type { Command } from 'commander'

/** The store that a command looks into. */
export const withStore = (command: Command): Command =>
  command.option('--store <folder>', 'the folder of the store (default: .stagewright)')

/** What names artifacts of a store. */
export const selectorHelp = `
A selector names artifacts: an artifact or stage, name@record, or the beginning of a digest; * matches any
characters. +name adds everything that went into it, name+ everything made from it.
`
