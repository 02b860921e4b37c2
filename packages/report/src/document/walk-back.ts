/**
 * A step, then those that it changed because of, over any number of steps, nearest first; each once.
 *
 * @param causedBy the ids of the earlier steps that a step changed because of
 */
export const walkBack = <Step>(
  start: string,
  stepOf: (id: string) => Step | undefined,
  causedBy: (step: Step) => readonly string[],
): readonly Step[] => {
  const found: Step[] = []
  const pending = new Set([start])
  // Members that are added while a Set is walked are met as well.
  for (const id of pending) {
    const step = stepOf(id)
    if (step === undefined) continue
    found.push(step)
    for (const earlier of causedBy(step)) pending.add(earlier)
  }
  return found
}
