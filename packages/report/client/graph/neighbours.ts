import type { StepDocument } from '../../src/document/run-document.ts'

/** The places of a step and of those so many arrows away from it, before and after. */
export const neighbours = (
  steps: readonly StepDocument[],
  id: string,
  hops: number,
): readonly number[] | undefined => {
  const placeOf = new Map(steps.map((step, place) => [step.id, place]))
  const start = placeOf.get(id)
  if (start === undefined) return undefined
  const below = new Map<number, number[]>()
  const above = (place: number): readonly number[] =>
    (steps[place]?.dependsOn ?? []).flatMap((producer) => placeOf.get(producer) ?? [])
  for (const place of steps.keys())
    for (const producer of above(place)) {
      const fed = below.get(producer)
      if (fed === undefined) below.set(producer, [place])
      else fed.push(place)
    }
  const found = new Set([start])
  for (const next of [above, (place: number) => below.get(place) ?? []]) {
    let edge: readonly number[] = [start]
    const seen = new Set(edge)
    for (let hop = 0; hop < hops && edge.length > 0; hop++) {
      edge = edge.flatMap(next).filter((place) => !seen.has(place) && seen.add(place))
      for (const place of edge) found.add(place)
    }
  }
  return [...found].toSorted((a, b) => a - b)
}
