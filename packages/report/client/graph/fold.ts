import type { StepDocument, StepOutcome } from '../../src/document/run-document.ts'
import { outcomeNames } from '../steps/outcomes.ts'

/** A box of the picture: one step, or steps of a stage that are folded into one. */
export interface Box {
  readonly key: string
  readonly stage: string
  /** Places of its steps; one for a step by itself. */
  readonly places: readonly number[]
}

export interface Folded {
  readonly boxes: readonly Box[]
  /** Pairs of places in `boxes`. */
  readonly arrows: readonly (readonly [from: number, to: number])[]
}

/** Boxes that a picture holds and a person can still read. */
const mostBoxes = 240

/**
 * Puts the steps of a stage into one box, unless the stage is open. Of an open stage with very many steps, as many as there
 * is room for stand by themselves, those that failed first, and one box holds the rest: no step is without a box.
 *
 * @param places of the steps that are drawn, in their order
 */
export const fold = (
  steps: readonly StepDocument[],
  places: readonly number[],
  open: ReadonlySet<string>,
): Folded => {
  const byStage = new Map<string, number[]>()
  for (const place of places) {
    const stage = steps[place]?.stage ?? ''
    const same = byStage.get(stage)
    if (same === undefined) byStage.set(stage, [place])
    else same.push(place)
  }
  const opened = [...byStage.keys()].filter((stage) => open.has(stage)).length
  const room = Math.max(4, Math.floor((mostBoxes - byStage.size) / Math.max(1, opened)))
  const boxes = [...byStage].flatMap(([stage, members]): Box[] => {
    const alone = members.length === 1 ? members : open.has(stage) ? firstOf(steps, members, room) : []
    const isAlone = new Set(alone)
    const rest = members.filter((place) => !isAlone.has(place))
    return [
      ...alone.map((place) => ({ key: `step ${place}`, stage, places: [place] })),
      ...(rest.length === 0 ? [] : [{ key: `stage ${stage}`, stage, places: rest }]),
    ]
  })
  return { boxes, arrows: arrowsOf(steps, boxes) }
}

/** So many steps, in their order: those that failed or run before all others. */
const firstOf = (
  steps: readonly StepDocument[],
  places: readonly number[],
  room: number,
): readonly number[] => {
  if (places.length <= room) return places
  const rank = (place: number): number => outcomeNames.indexOf(steps[place]?.outcome ?? 'skipped')
  return places
    .toSorted((a, b) => rank(a) - rank(b) || a - b)
    .slice(0, room)
    .toSorted((a, b) => a - b)
}

const arrowsOf = (steps: readonly StepDocument[], boxes: readonly Box[]): Folded['arrows'] => {
  const boxOf = new Map(
    boxes.flatMap(({ places }, box) => places.map((place) => [steps[place]?.id ?? '', box] as const)),
  )
  const arrows = new Map<string, readonly [number, number]>()
  for (const { places } of boxes)
    for (const place of places) {
      const step = steps[place]
      const to = step && boxOf.get(step.id)
      if (step === undefined || to === undefined) continue
      for (const producer of step.dependsOn) {
        const from = boxOf.get(producer)
        if (from !== undefined && from !== to) arrows.set(`${from} ${to}`, [from, to])
      }
    }
  return [...arrows.values()]
}

/** The outcomes of a box's steps, the most telling first. */
export const outcomesIn = (
  box: Box,
  steps: readonly StepDocument[],
): readonly (readonly [StepOutcome, number])[] => {
  const counts = new Map<StepOutcome, number>()
  for (const place of box.places) {
    const outcome = steps[place]?.outcome
    if (outcome !== undefined) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  }
  return outcomeNames.flatMap((outcome) => {
    const count = counts.get(outcome)
    return count === undefined ? [] : [[outcome, count] as const]
  })
}
