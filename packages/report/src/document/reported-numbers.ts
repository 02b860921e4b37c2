import type { NumberReport } from '@stagewright/core'
import type { ReportedNumber } from './run-document.ts'

/** Names that one step's document holds: a step may report very many. */
const mostNames = 100

/** The numbers with one more, which takes the place of an earlier one of its name. */
export const withNumber = (
  numbers: readonly ReportedNumber[],
  { name, group, data, unit }: NumberReport,
): readonly ReportedNumber[] => {
  if (name === undefined) return numbers
  const full = group === undefined ? name : `${group}: ${name}`
  const others = numbers.filter((each) => each.name !== full)
  if (others.length >= mostNames) return numbers
  const value = Number.isFinite(data) ? data : String(data)
  return [...others, { name: full, value, ...(unit === undefined ? {} : { unit }) }]
}
