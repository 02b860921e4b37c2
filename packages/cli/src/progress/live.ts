import type { Paint } from '../paint.ts'
import { drawBoard } from './board.ts'
import { makeCanvas } from './canvas.ts'
import { divertOutput } from './divert-output.ts'
import { throughDoor } from '../text/door.ts'
import { wrapFor } from '../text/wrap-for.ts'
import { linesOf } from './event-lines.ts'
import type { Reporter } from './reporter.ts'
import type { Tally } from './tally.ts'

/** Milliseconds between two drawings. */
const pause = 100

export interface LiveSetting {
  readonly name: string
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly paint: Paint
  /** Milliseconds until the end, where that can be guessed. */
  readonly estimate: (now: number) => number | undefined
}

/**
 * A view at the bottom of a terminal that is drawn anew some times a second. What stages write goes above it.
 *
 * A stage that keeps the thread busy keeps the view still too; it is drawn once before, with that stage in it.
 */
export const liveReporter = (tally: Tally, setting: LiveSetting): Reporter => {
  const { stdout, stderr, paint, name } = setting
  const canvas = makeCanvas(stderr.write.bind(stderr))
  let above: string[] = []
  let drawnAt = 0
  let closing: string | undefined
  let isOver = false
  const draw = (): void => {
    const now = Date.now()
    drawnAt = now
    const text = above.join('')
    above = []
    const columns = sizeOr(stderr.columns, 80)
    const rows = sizeOr(stderr.rows, 24)
    const setBoard = { name, now, columns, rows, paint, closing, leftMs: setting.estimate(now) }
    const lines = tally.stages.size === 0 ? [] : drawBoard(tally, setBoard)
    canvas.draw(lines.map(throughDoor), text)
  }
  const drawInTime = (): void => {
    if (!isOver && Date.now() - drawnAt >= pause) draw()
  }
  const put = (text: string): void => {
    above.push(text)
    drawInTime()
  }
  // Both streams of a terminal come out at one place; one that goes elsewhere is left alone.
  const giveBack = [stdout, stderr].filter(({ isTTY }) => isTTY).map((stream) => divertOutput(stream, put))
  const timer = setInterval(draw, pause)
  timer.unref()
  const end = (): void => {
    if (isOver) return
    isOver = true
    clearInterval(timer)
    process.removeListener('exit', end)
    for (const restore of giveBack) restore()
    canvas.clear(above.join(''))
  }
  // A stage may end the process: the terminal is given back even so.
  process.on('exit', end)
  return {
    end,
    say: (line) => put(`${throughDoor(line)}\n`),
    tell: (event) => {
      // What stages say is left as they said it.
      const wrap = (line: string): string => (event.type === 'step-log' ? line : wrapFor(stderr, line))
      for (const line of linesOf(event, paint)) above.push(`${throughDoor(wrap(line))}\n`)
      drawInTime()
    },
    close: (why) => {
      closing = why
      draw()
    },
  }
}

/** Some terminals say that they have no size, or 0. */
const sizeOr = (size: number | undefined, otherwise: number): number =>
  size !== undefined && size > 0 ? size : otherwise
