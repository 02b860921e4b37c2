import type { Surroundings } from '../surroundings.ts'
import { tableLines, type TableSetting } from './table.ts'

/** Prints a table with a heading, cut to the width of a terminal. */
export const printTable = (
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  { stdout, paintOut }: Surroundings,
  setting: Pick<TableSetting, 'numeric'> = {},
): void => {
  const columns = stdout.isTTY === true && (stdout.columns ?? 0) > 0 ? stdout.columns : undefined
  const [first = '', ...rest] = tableLines([heading, ...rows], { ...setting, columns })
  stdout.write(`${[paintOut('dim', first), ...rest].join('\n')}\n`)
}
