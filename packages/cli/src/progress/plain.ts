import type { Outlet } from '../text/outlet.ts'
import type { Paint } from '../paint.ts'
import { linesOf } from './event-lines.ts'
import { onOneLine } from '../text/clip.ts'
import { formatCount } from '../text/format-count.ts'
import { formatTime } from '../text/format-time.ts'
import type { Reporter } from './reporter.ts'
import { sumOf, type Tally } from './tally.ts'

/** Runs of more steps than this are told by a line now and then. */
const mostSteps = 100

/** Milliseconds between two such lines. */
const pause = 5000

/** Progress for logs: a line for each step that ran, or one now and then where there are many. */
export const plainReporter = (
  tally: Tally,
  {
    name,
    out,
    paint,
    verbose,
  }: {
    readonly name: string
    readonly out: Outlet
    readonly paint: Paint
    readonly verbose: boolean
  },
): Reporter => {
  const say = (line: string): void => {
    out.write(`${line}\n`)
  }
  let isLong = false
  let spokeAt = 0
  return {
    say,
    tell: (event) => {
      for (const line of linesOf(event, paint)) say(line)
      if (event.type === 'run-started') {
        const { toRun, maybe, total } = sumOf(tally)
        isLong = toRun + maybe > mostSteps && !verbose
        spokeAt = event.at
        const parts = [
          `${formatCount(toRun)} to run`,
          maybe > 0 && `${formatCount(maybe)} to run if an input changes`,
        ]
        if (toRun + maybe > 0)
          say(
            `${name}: ${formatCount(total)} ${total === 1 ? 'step' : 'steps'}, ${parts.filter((part) => part !== false).join(', ')}`,
          )
      }
      if (event.type === 'step-blocked' && !isLong)
        say(`blocked ${onOneLine(event.step)}: ${onOneLine(event.by)} failed`)
      if (event.type === 'step-started' && verbose) say(`started ${onOneLine(event.step)}`)
      if (event.type !== 'step-finished') return
      if (!isLong && event.outcome === 'reused') return say(`reused ${onOneLine(event.step)}`)
      if (!isLong) return say(`ran ${onOneLine(event.step)} in ${formatTime(event.durationMs)}`)
      if (event.at - spokeAt < pause) return
      spokeAt = event.at
      const { done, total } = sumOf(tally)
      say(
        `${name}: ${formatCount(done)} of ${formatCount(total)} steps after ${formatTime(event.at - (tally.startedAt ?? event.at))}`,
      )
    },
    close: say,
    end: () => {},
  }
}
