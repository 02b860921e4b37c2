import { isAbandoned, readLiveLines, readRun } from '../document/kept-runs.ts'

/**
 * Tells of a run that goes on: `whole` with its document, `patch` for each change, `over` when it has ended.
 *
 * @returns stops telling
 */
export const followRun = (
  folder: string,
  run: string,
  lookMs: number,
  say: (event: 'whole' | 'patch' | 'over', data: string) => void,
): (() => void) => {
  let told = 0
  const look = (): void => {
    const lines = readLiveLines(folder, run)
    if (lines === undefined || isAbandoned(lines[0] ?? '')) {
      clearInterval(timer)
      return say('over', '')
    }
    if (told === 0) say('whole', JSON.stringify(readRun(folder, run)))
    else for (const line of lines.slice(told)) say('patch', line)
    told = lines.length
  }
  const timer = setInterval(look, lookMs)
  look()
  return () => clearInterval(timer)
}
