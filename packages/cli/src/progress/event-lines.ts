import type { RunEvent } from '@stagewright/core'
import { messageOf } from '../errors/thrown.ts'
import type { Paint } from '../paint.ts'
import { onOneLine } from '../text/clip.ts'
import { formatTime } from '../text/format-time.ts'
import { showAnything } from '../text/show-anything.ts'

/** What is worth a line of its own whatever else is shown: what stages say, retries, long waits, warnings and failures. */
export const linesOf = (event: RunEvent, paint: Paint): readonly string[] => {
  const step = 'step' in event ? onOneLine(event.step) : ''
  switch (event.type) {
    case 'step-log': {
      return showAnything(event.parts)
        .split('\n')
        .map((line) => `${paint('dim', `${step} |`)} ${line}`)
    }
    case 'step-retried':
      return [
        `${paint('yellow', '↻')} ${step}: attempt ${event.attempt} failed (${firstLine(event.cause)}); retrying`,
      ]
    case 'step-waiting':
      return [
        `${paint('yellow', '…')} ${step} has been waiting for ${event.for} for ${formatTime(event.sinceMs)}; other steps go on`,
      ]
    case 'warning':
      return [`${paint('yellow', 'warning:')} ${event.warning.message}`]
    case 'step-failed':
      return [`${paint('red', '✗')} ${step} failed after ${formatTime(event.durationMs)}`]
    default:
      return []
  }
}

const firstLine = (thrown: unknown): string => messageOf(thrown).split('\n')[0] ?? ''
