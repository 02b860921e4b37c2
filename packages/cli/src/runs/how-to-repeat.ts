import type { Choices } from '../settings/choices.ts'

/** The command that runs the same again. */
export const howToRepeat = (file: string, choices: Choices): string => {
  const { experiment, params = [], set = [], store, overwrite = [] } = choices
  const words = [
    'stagewright',
    'run',
    file,
    ...(experiment === undefined ? [] : ['--experiment', experiment]),
    ...params.flatMap((name) => ['--params', name]),
    ...set.flatMap((assignment) => ['--set', assignment]),
    ...(store === undefined ? [] : ['--store', store]),
    ...overwrite.flatMap((selector) => ['--overwrite', selector]),
  ]
  return words.map(quote).join(' ')
}

/** A word as a shell takes it. */
const quote = (word: string): string =>
  /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
