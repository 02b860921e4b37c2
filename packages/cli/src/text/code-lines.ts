import type { CodeDifference } from '@stagewright/report'
import type { Paint } from '../paint.ts'

/** Lines of one part that are shown; `--json` has more. */
const mostLines = 24

/**
 * Shows how parts of code differ. Each difference is shown once, however many steps have it.
 *
 * @returns a function that gives the lines of those that it has not shown yet
 */
export const showCodeOnce = (
  paint: Paint,
): ((differences: readonly CodeDifference[], indent: string) => readonly string[]) => {
  const shown = new Set<string>()
  return (differences, indent) =>
    differences
      .filter((difference) => {
        const text = JSON.stringify(difference)
        return !shown.has(text) && shown.add(text)
      })
      .flatMap((difference) => linesOf(difference, paint).map((line) => indent + line))
}

const linesOf = ({ part, lines, note }: CodeDifference, paint: Paint): readonly string[] => {
  const hidden = lines.length - mostLines
  return [
    `${paint('bold', part)}${note === undefined ? '' : paint('dim', `  (${note})`)}`,
    ...lines.slice(0, mostLines).map((line) => paintLine(line, paint)),
    ...(hidden > 0 ? [paint('dim', `  ... ${hidden} more lines: --json`)] : []),
  ]
}

const paintLine = (line: string, paint: Paint): string => {
  if (line.startsWith('+')) return paint('green', `  ${line}`)
  if (line.startsWith('-')) return paint('red', `  ${line}`)
  return paint('dim', `  ${line}`)
}
