import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Diagnostic } from './diagnostics.ts'

const comment = /^\s*\/\/ /u

/** A wrong program says, in the comment above the line that must not compile, what the compiler must say. */
export const expectRejection = (found: readonly Diagnostic[], folder: string, file: string): void => {
  const lines = readFileSync(join(folder, file), 'utf8').split('\n')
  const above = lines.findIndex((line) => comment.test(line))
  const errors = found.filter((one) => one.file === file)
  expect(errors.map((one) => one.line)).toEqual([above + 2])
  expect(errors[0]?.text).toContain(lines[above]?.replace(comment, ''))
}
