import type { Round } from './edit.ts'
import type { Answer } from './laboratory.ts'

/** The steps whose functions ran. */
export const ranIn = (answer: Answer): readonly string[] =>
  answer.steps.flatMap(({ id, outcome }) => (outcome === 'ran' ? [id] : []))

const countByName = (names: readonly string[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

/** Proves of one run what the edit says, and what holds for every run. */
export const expectRun = (answer: Answer | undefined, round: Round): void => {
  if (answer === undefined) throw new Error('There was no such run.')
  if (answer.error !== undefined) throw new Error(answer.error)
  const ran = ranIn(answer)
  const { steps } = answer
  expect(ran.toSorted()).toEqual(round.runs.toSorted())
  // The functions themselves tell the same as the result.
  const stagesThatRan = steps.flatMap(({ stage, outcome }) => (outcome === 'ran' ? [stage] : []))
  expect(countByName(answer.calls)).toEqual(countByName(stagesThatRan))
  // A plan made before is the plan of the run; it promises no run that does not come, and hides none.
  expect(steps.map(({ planned }) => planned)).toEqual(steps.map(({ decision }) => decision))
  const decided = (...decisions: readonly string[]): readonly string[] =>
    steps.flatMap(({ id, decision }) => (decisions.includes(decision) ? [id] : []))
  expect(ran).toEqual(expect.arrayContaining([...decided('run')]))
  if (round.damaged !== true) expect(decided('run', 'maybe')).toEqual(expect.arrayContaining([...ran]))
  for (const [id, text] of Object.entries(round.because ?? {}))
    expect(steps.find((step) => step.id === id)?.text).toBe(text)
  expect(answer.warnings).toEqual([])
  // What is shown is what a clean run makes.
  const lost = Object.fromEntries((round.lost ?? []).map((name) => [name, 'lost: ArtifactLostError']))
  if (round.mayDiffer !== true) expect(answer.values).toEqual({ ...answer.clean, ...lost })
}
