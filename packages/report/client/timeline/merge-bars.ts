import type { Bar } from './bars.ts'

/** What is drawn in one place of a lane: one call, or several that are too short to be told apart. */
export interface Piece {
  readonly x: number
  readonly width: number
  readonly lane: number
  readonly bars: readonly Bar[]
}

/** Calls narrower than that are put together, in pixels. */
const least = 3

/** The calls between two times, as pieces that can be seen: at most some hundreds a lane, however many calls there are. */
export const mergeBars = (
  bars: readonly Bar[],
  [from, to]: readonly [number, number],
  width: number,
): readonly Piece[] => {
  const scale = width / (to - from)
  const open = new Map<number, { x: number; end: number; bars: Bar[] }>()
  const pieces: Piece[] = []
  const close = (lane: number): void => {
    const piece = open.get(lane)
    if (piece !== undefined)
      pieces.push({ x: piece.x, width: Math.max(1, piece.end - piece.x), lane, bars: piece.bars })
    open.delete(lane)
  }
  for (const bar of bars) {
    if (bar.to < from || bar.from > to) continue
    const x = Math.max(0, (bar.from - from) * scale)
    const end = Math.min(width, (bar.to - from) * scale)
    const before = open.get(bar.lane)
    const isSmall = end - x < least
    if (before !== undefined && isSmall && x - before.end < 1 && before.end - before.x < least * 2) {
      before.bars.push(bar)
      before.end = Math.max(before.end, end)
    } else {
      close(bar.lane)
      open.set(bar.lane, { x, end, bars: [bar] })
    }
  }
  for (const lane of open.keys()) close(lane)
  return pieces
}
