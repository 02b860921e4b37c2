import type { Plan } from '@stagewright/core'
import type { Paint } from '../paint.ts'

/** A printed plan in the colours of its decisions: what runs stands out, what is skipped does not. */
export const paintPlan = (text: string, paint: Paint): string =>
  text
    .split('\n')
    .map((line) => {
      if (line.startsWith('· skip')) return paint('dim', line)
      return line
        .replace(/^● run/u, (found) => paint('cyan', found))
        .replace(/^◐ maybe/u, (found) => paint('yellow', found))
        .replace(/^○ reuse/u, (found) => paint('green', found))
        .replace(/^warning:/u, (found) => paint('yellow', found))
    })
    .join('\n')

/** A plan as it prints itself, without its warnings: a run tells those as events. */
export const planTable = (plan: Plan): string =>
  plan
    .toString()
    .split('\n')
    .filter((line) => !line.startsWith('warning: '))
    .join('\n')
