import { columnsOf, padTo, shortenTo } from './columns.ts'
import type { Decision } from './decide.ts'
import { foldWarnings } from './fold-warnings.ts'
import { plainText } from './plain-text.ts'
import type { PlanJson, PlanStep } from './plan-data.ts'

/** Steps of one stage with one decision and one explanation are one line from this many on. */
const foldedFrom = 4

/** Widest text of a column before it is cut. */
const widest = 48

const marks: Readonly<Record<Decision, string>> = { run: '●', maybe: '◐', reuse: '○', skip: '·' }

/** What becomes of steps, in the order in which it is counted. */
const fates = [
  ['run', 'to run'],
  ['maybe', 'to run only if an input changes'],
  ['reuse', 'to reuse'],
  ['skip', 'to skip'],
] as const satisfies readonly (readonly [Decision, string])[]

/** A table of the steps, their decisions and why. Records of one stage with the same fate share a line. */
export const printPlan = ({ steps, counts, warnings }: PlanJson): string => {
  const rows = foldRows(steps)
  const widths = [0, 1, 2].map((column) =>
    rows.reduce((width, { cells }) => Math.max(width, columnsOf(cells[column] ?? '')), 0),
  )
  const lines = rows.map(({ mark, cells, explanation }) => {
    const columns = cells.map((cell, column) => padTo(cell, widths[column] ?? 0))
    return `${mark} ${columns.join('  ')}  ${plainText(explanation)}`.trimEnd()
  })
  const parts = fates.flatMap(([decision, fate]) =>
    counts[decision] === 0 ? [] : `${counts[decision]} ${fate}`,
  )
  const fewer = mayShare(steps)
    ? '; fewer run where steps of one stage read the same: they share one result'
    : ''
  const counted = parts.length === 0 ? '' : `: ${parts.join(', ')}${fewer}`
  const summary = `${steps.length} ${steps.length === 1 ? 'step' : 'steps'}${counted}`
  return [...lines, '', summary, ...foldWarnings(warnings).map((text) => `warning: ${plainText(text)}`)]
    .join('\n')
    .trimStart()
}

/** Whether so many steps of one stage are to run that people would wonder why some of them did not. */
const mayShare = (steps: readonly PlanStep[]): boolean => {
  const byStage = new Map<string, number>()
  for (const { stage, decision, reason, outputs } of steps) {
    const isOpen = reason.type === 'first-run' || reason.type === 'changed'
    if (decision !== 'run' || !isOpen || outputs.length === 0) continue
    const count = (byStage.get(stage) ?? 0) + 1
    if (count >= foldedFrom) return true
    byStage.set(stage, count)
  }
  return false
}

interface Row {
  readonly mark: string
  readonly cells: readonly string[]
  readonly explanation: string
}

const foldRows = (steps: readonly PlanStep[]): readonly Row[] => {
  const groups = new Map<string, PlanStep[]>()
  for (const step of steps) {
    const group = [step.decision, step.stage, step.reason.type, kindOfExplanation(step)].join('\n')
    const members = groups.get(group)
    if (members === undefined) groups.set(group, [step])
    else members.push(step)
  }
  return [...groups.values()].flatMap((group): Row[] => {
    const [first] = group
    if (first === undefined) return []
    if (group.length < foldedFrom)
      return group.map((step) => rowOf(step, shorten(step.record), step.explanation))
    const same = group.every(({ explanation }) => explanation === first.explanation)
    const explanation = same ? first.explanation : `${first.explanation}, and ${group.length - 1} alike`
    return [rowOf(first, `${group.length} records`, explanation)]
  })
}

/** Steps whose explanations differ in values alone are told by one of them. */
const kindOfExplanation = (step: PlanStep): string =>
  step.reason.type === 'changed' ? step.reason.changes.map(({ type }) => type).join() : ''

const rowOf = (step: PlanStep, records: string, explanation: string): Row => ({
  mark: marks[step.decision],
  cells: [step.decision, shorten(step.stage), records],
  explanation,
})

const shorten = (text: string): string => shortenTo(plainText(text), widest)
