import type { RunDocument, StepDocument, StepOutcome } from '../../src/document/run-document.ts'

/** A call of a function, in milliseconds since the run began. */
export interface Bar {
  readonly place: number
  readonly id: string
  readonly stage: string
  readonly record: string
  readonly outcome: StepOutcome
  readonly from: number
  readonly to: number
  /** When all that it needs was there. */
  readonly ready: number
  /** The step that it was ready after; `undefined` where it was ready when the run began. */
  readonly after: string | undefined
  readonly lane: number
  /** What the engine said that it waited for. */
  readonly waitedFor: string | undefined
}

export interface Bars {
  readonly bars: readonly Bar[]
  readonly lanes: number
  /** How many calls went on at once as long as there were enough: the lanes without those of a few milliseconds. */
  readonly slots: number
  readonly endsAt: number
  /** How many calls went on at a time. */
  readonly busyAt: (time: number) => number
}

/** The calls of a run, each in the first lane that is free: so many lanes as went on at once. */
export const barsOf = ({ steps, startedAt, durationMs, status }: RunDocument): Bars => {
  const now = status === 'running' ? durationMs : undefined
  const calls = steps.flatMap((step, place) => {
    const { startedAt: began, durationMs: took } = step
    if (began === undefined || (took === undefined && now === undefined)) return []
    const from = Math.max(0, began - startedAt)
    return [{ step, place, from, to: took === undefined ? Math.max(from, now ?? 0) : from + took }]
  })
  calls.sort((a, b) => a.from - b.from || a.to - b.to)
  const endOf = new Map(calls.map(({ step, to }) => [step.id, to]))
  const free: number[] = []
  const bars = calls.map(({ step, place, from, to }): Bar => {
    // A step may begin in the millisecond in which another one ends.
    const found = free.findIndex((end) => end <= from + 1)
    const lane = found < 0 ? free.length : found
    free[lane] = to
    const { id, stage, record, outcome, waitedFor } = step
    return { place, id, stage, record, outcome, from, to, lane, waitedFor, ...readiness(step, endOf) }
  })
  const endsAt = bars.reduce((latest, { to }) => Math.max(latest, to), Math.max(1, durationMs))
  const busyAt = busyness(bars)
  return { bars, lanes: free.length, slots: slotsOf(busyAt, free.length, endsAt), endsAt, busyAt }
}

/** Times at which a run is looked at. */
const looks = 400

const slotsOf = (busyAt: Bars['busyAt'], lanes: number, endsAt: number): number => {
  const counts = Array.from({ length: lanes + 1 }, () => 0)
  for (let look = 0; look < looks; look++) {
    const busy = busyAt(((look + 0.5) / looks) * endsAt)
    counts[busy] = (counts[busy] ?? 0) + 1
  }
  return Math.max(
    1,
    counts.findLastIndex((count) => count >= looks * 0.03),
  )
}

const busyness = (bars: readonly Bar[]): Bars['busyAt'] => {
  const begins = Float64Array.from(bars, ({ from }) => from).sort()
  const ends = Float64Array.from(bars, ({ to }) => to).sort()
  return (time) => countUpTo(begins, time) - countUpTo(ends, time)
}

/** How many of some sorted times are not after one. */
const countUpTo = (times: Float64Array, time: number): number => {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? 0) <= time) low = middle + 1
    else high = middle
  }
  return low
}

const readiness = (
  { dependsOn, after = [] }: StepDocument,
  endOf: ReadonlyMap<string, number>,
): { readonly ready: number; readonly after: string | undefined } => {
  let ready = 0
  let last: string | undefined
  for (const id of [...dependsOn, ...after]) {
    const end = endOf.get(id)
    if (end === undefined || end < ready) continue
    ready = end
    last = id
  }
  return { ready, after: last }
}
