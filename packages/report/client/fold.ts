import type { StepDocument, StepOutcome } from '../src/document/run-document.ts'

/** A box of the picture: one step, or all steps of a stage that are folded into one. */
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
  /** Steps that are in no box, because there are too many. */
  readonly hidden: number
}

/** Boxes that a picture holds and a person can still read. */
const mostBoxes = 240
/** Steps of one stage that are drawn one by one. */
const mostOfStage = 40

/** Puts the steps of a stage into one box, unless the stage is open or has a single step. */
export const fold = (steps: readonly StepDocument[], open: ReadonlySet<string>): Folded => {
  const byStage = new Map<string, number[]>()
  for (const [place, { stage }] of steps.entries()) {
    const same = byStage.get(stage)
    if (same === undefined) byStage.set(stage, [place])
    else same.push(place)
  }
  const all = [...byStage].flatMap(([stage, places]): Box[] => {
    const alone = open.has(stage) || places.length === 1 ? places.slice(0, mostOfStage) : []
    const rest = places.slice(alone.length)
    return [
      ...alone.map((place) => ({ key: `step ${place}`, stage, places: [place] })),
      ...(rest.length === 0 ? [] : [{ key: `stage ${stage}`, stage, places: rest }]),
    ]
  })
  const boxes = all.slice(0, mostBoxes)
  const boxOf = new Map(
    boxes.flatMap(({ places }, box) => places.map((place) => [steps[place]?.id ?? '', box] as const)),
  )
  const arrows = new Map<string, readonly [number, number]>()
  for (const { id, dependsOn } of steps) {
    const to = boxOf.get(id)
    if (to === undefined) continue
    for (const producer of dependsOn) {
      const from = boxOf.get(producer)
      if (from !== undefined && from !== to) arrows.set(`${from} ${to}`, [from, to])
    }
  }
  const hidden = all.slice(mostBoxes).reduce((sum, { places }) => sum + places.length, 0)
  return { boxes, arrows: [...arrows.values()], hidden }
}

/** The outcomes of a box's steps, the most telling first. */
export const outcomesIn = (
  box: Box,
  steps: readonly StepDocument[],
): readonly (readonly [StepOutcome, number])[] => {
  const order: readonly StepOutcome[] = [
    'failed',
    'blocked',
    'running',
    'ran',
    'waiting',
    'left',
    'reused',
    'skipped',
  ]
  const counts = new Map<StepOutcome, number>()
  for (const place of box.places) {
    const outcome = steps[place]?.outcome
    if (outcome !== undefined) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  }
  return order.flatMap((outcome) => {
    const count = counts.get(outcome)
    return count === undefined ? [] : [[outcome, count] as const]
  })
}
