import type { Paint } from '../paint.ts'
import { clip, onOneLine } from '../text/clip.ts'
import { formatTime } from '../text/format-time.ts'
import { widthOf } from '../text/width.ts'
import { type RunningStep, type StageTally, sumOf, type Tally } from './tally.ts'

export interface BoardSetting {
  /** The experiment's name. */
  readonly name: string
  readonly now: number
  readonly columns: number
  readonly rows: number
  readonly paint: Paint
  /** Milliseconds until the end, where that can be guessed. */
  readonly leftMs?: number | undefined
  /** Told instead of the guess, once the run is to end early. */
  readonly closing?: string | undefined
}

/** Widest name of a stage. */
const widest = 32

/** Steps that are running are listed up to this many. */
const mostRunning = 8

/**
 * The live view of a run: a line for each stage, what runs, and the whole. It always fits into the terminal: stages that
 * are over, or have not begun, go into one line each when there are too many.
 */
export const drawBoard = (tally: Tally, setting: BoardSetting): readonly string[] => {
  const { rows } = setting
  const stages = [...tally.stages.values()]
  const running = [...tally.running.values()]
  const runningLines = drawRunning(running, Math.max(1, Math.min(mostRunning, rows - 6)), setting)
  const room = Math.max(1, rows - runningLines.length - 3)
  const lines = [...drawStages(stages, room, setting), ...runningLines, drawWhole(tally, setting)]
  return lines.slice(-Math.max(1, rows - 1))
}

const isOver = ({ toRun, maybe, running }: StageTally): boolean => toRun + maybe + running === 0
const isBegun = ({ startedAt }: StageTally): boolean => startedAt !== undefined

const drawStages = (
  stages: readonly StageTally[],
  room: number,
  setting: BoardSetting,
): readonly string[] => {
  const names = Math.min(
    widest,
    stages.reduce((most, { stage }) => Math.max(most, widthOf(onOneLine(stage))), 0),
  )
  if (stages.length <= room) return stages.map((stage) => drawStage(stage, names, setting))
  const over = stages.filter(isOver)
  const begun = stages.filter((stage) => isBegun(stage) && !isOver(stage))
  const waiting = stages.length - over.length - begun.length
  const shown = begun.slice(0, Math.max(1, room - 2)).map((stage) => drawStage(stage, names, setting))
  const { paint } = setting
  return [
    ...(over.length > 0 ? [paint('dim', `  ${plural(over.length, 'stage')} done`)] : []),
    ...shown,
    ...(begun.length > shown.length
      ? [paint('dim', `  ${plural(begun.length - shown.length, 'stage')} more under way, ${waiting} waiting`)]
      : waiting > 0
        ? [paint('dim', `  ${plural(waiting, 'stage')} waiting`)]
        : []),
  ]
}

const drawStage = (stage: StageTally, names: number, { now, columns, paint }: BoardSetting): string => {
  const { ran, settled, failed, toRun, maybe, startedAt, finishedAt } = stage
  const done = isOver(stage)
  const mark =
    failed > 0 ? paint('red', '✗') : done ? paint('green', '✓') : isBegun(stage) ? paint('cyan', '●') : '○'
  const counts = [
    ran > 0 && `${ran} done`,
    settled > 0 && `${settled} reused`,
    failed > 0 && `${failed} failed`,
    toRun > 0 && `${toRun} left`,
    maybe > 0 && `${maybe} left if changed`,
  ].filter((part) => part !== false)
  const end = done ? (finishedAt ?? now) : now
  const elapsed = startedAt === undefined ? '' : formatTime(end - startedAt)
  const text = clip(counts.join(' · '), columns - names - 16)
  const name = clip(stage.stage, names)
  const padding = ' '.repeat(Math.max(0, names - widthOf(name)))
  const line = `${name}${padding}  ${text}  ${elapsed}`.trimEnd()
  return `${mark} ${isBegun(stage) && !done ? line : paint('dim', line)}`
}

const drawRunning = (
  running: readonly RunningStep[],
  room: number,
  { now, columns, paint }: BoardSetting,
): readonly string[] => {
  const longestFirst = running.toSorted((left, right) => left.startedAt - right.startedAt)
  const shown = longestFirst.slice(0, room)
  const lines = shown.map(({ step, startedAt, done, total }) => {
    const progress = done === undefined ? '' : `  ${done}/${total ?? '?'}`
    const tail = `${progress}  ${formatTime(now - startedAt)}`
    return `    ${clip(step, columns - tail.length - 6)}${paint('dim', tail)}`
  })
  const hidden = running.length - shown.length
  return hidden > 0 ? [...lines, paint('dim', `    and ${hidden} more running`)] : lines
}

const drawWhole = (tally: Tally, { name, now, columns, paint, leftMs, closing }: BoardSetting): string => {
  const { done, total } = sumOf(tally)
  const elapsed = formatTime(now - (tally.startedAt ?? now))
  const guess = leftMs === undefined ? '' : ` · about ${formatTime(leftMs)} to go`
  const text = `${done} of ${total} steps · ${elapsed}${closing === undefined ? guess : ` · ${closing}`}`
  return `${paint('bold', clip(name, widest))}  ${clip(text, columns - Math.min(widest, widthOf(name)) - 3)}`
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`
