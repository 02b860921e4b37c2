import type { Paint } from '../paint.ts'
import { clip, onOneLine } from '../text/clip.ts'
import { countOf, formatCount } from '../text/format-count.ts'
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
  /** Told below, once the run is to end early. */
  readonly closing?: string | undefined
}

/** Widest name of a stage. */
const widest = 32

/** Steps that are running are listed up to this many. */
const mostRunning = 8

/** Columns of the bar. */
const barWidth = 20

/** A terminal needs as many columns for a bar to be drawn beside the text. */
const roomForBar = 70

/**
 * The live view of a run: a line for each stage, what runs, and the whole. It always fits into the terminal: stages that
 * are over, or have not begun, go into one line each when there are too many.
 */
export const drawBoard = (tally: Tally, setting: BoardSetting): readonly string[] => {
  const { rows } = setting
  const stages = [...tally.stages.values()]
  // The only step of a stage is told in the line of the stage.
  const [alone, listed] = partition(
    [...tally.running.values()],
    ({ stage }) => tally.stages.get(stage)?.total === 1,
  )
  const runningLines = drawRunning(listed, Math.max(1, Math.min(mostRunning, rows - 6)), setting)
  const whole = drawWhole(tally, setting)
  const room = Math.max(1, rows - runningLines.length - whole.length - 2)
  const lines = [...drawStages(stages, alone, room, setting), ...runningLines, ...whole]
  return lines.slice(-Math.max(1, rows - 1))
}

const partition = <Item>(
  items: readonly Item[],
  holds: (item: Item) => boolean,
): readonly [Item[], Item[]] => [items.filter(holds), items.filter((item) => !holds(item))]

const isOver = ({ toRun, maybe, running }: StageTally): boolean => toRun + maybe + running === 0
const isBegun = ({ startedAt }: StageTally): boolean => startedAt !== undefined

const drawStages = (
  stages: readonly StageTally[],
  alone: readonly RunningStep[],
  room: number,
  setting: BoardSetting,
): readonly string[] => {
  const draw = (shown: readonly StageTally[]): readonly string[] => drawTable(shown, alone, setting)
  if (stages.length <= room) return draw(stages)
  const over = stages.filter(isOver)
  const begun = stages.filter((stage) => isBegun(stage) && !isOver(stage))
  const waiting = stages.length - over.length - begun.length
  // Where not all have room, those in which something runs just now come first.
  const [active, idle] = partition(begun, ({ running }) => running > 0)
  const chosen = new Set([...active, ...idle].slice(0, Math.max(1, room - 2)))
  const shown = draw(begun.filter((stage) => chosen.has(stage)))
  const { paint } = setting
  return [
    ...(over.length > 0 ? [paint('dim', `  ${countOf(over.length, 'stage')} done`)] : []),
    ...shown,
    ...(begun.length > shown.length
      ? [paint('dim', `  ${countOf(begun.length - shown.length, 'more stage')} running, ${waiting} waiting`)]
      : waiting > 0
        ? [paint('dim', `  ${countOf(waiting, 'stage')} waiting`)]
        : []),
  ]
}

/** A line for each stage: its mark, its name, how far it is, for how long. */
const drawTable = (
  stages: readonly StageTally[],
  alone: readonly RunningStep[],
  { now, columns, paint }: BoardSetting,
): readonly string[] => {
  const steps = new Map(alone.map((step) => [step.stage, step]))
  const widthOfNames = Math.min(widest, widthOfAll(stages.map(({ stage }) => onOneLine(stage))))
  const texts = stages.map((stage) =>
    clip(progressOf(steps.get(stage.stage)) ?? countsOf(stage), columns - widthOfNames - 16),
  )
  const widthOfTexts = widthOfAll(texts)
  return stages.map((stage, at) => {
    const { startedAt, finishedAt } = stage
    const over = isOver(stage)
    const elapsed = startedAt === undefined ? '' : formatTime((over ? (finishedAt ?? now) : now) - startedAt)
    const name = pad(clip(stage.stage, widthOfNames), widthOfNames)
    const line = `${name}  ${pad(texts[at] ?? '', widthOfTexts)}  ${elapsed}`.trimEnd()
    return `${markOf(stage, paint)} ${isBegun(stage) && !over ? line : paint('dim', line)}`
  })
}

const markOf = (stage: StageTally, paint: Paint): string => {
  if (stage.failed + stage.blocked > 0) return paint('red', '✗')
  if (isOver(stage)) return paint('green', '✓')
  return isBegun(stage) ? paint('cyan', '●') : '○'
}

const countsOf = ({ ran, settled, failed, blocked, toRun, maybe }: StageTally): string =>
  [
    ran > 0 && `${formatCount(ran)} done`,
    settled > 0 && `${formatCount(settled)} reused`,
    failed > 0 && `${formatCount(failed)} failed`,
    blocked > 0 && `${formatCount(blocked)} blocked`,
    toRun > 0 && `${formatCount(toRun)} to run`,
    maybe > 0 && `${formatCount(maybe)} to run if an input changes`,
  ]
    .filter((part) => part !== false)
    .join(' · ')

const progressOf = (step: RunningStep | undefined): string | undefined =>
  step?.done === undefined ? undefined : `${formatCount(step.done)} of ${formatTotal(step.total)}`

const formatTotal = (total: number | undefined): string => (total === undefined ? '?' : formatCount(total))

const widthOfAll = (texts: readonly string[]): number =>
  texts.reduce((most, text) => Math.max(most, widthOf(text)), 0)

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)))

const drawRunning = (
  running: readonly RunningStep[],
  room: number,
  { now, columns, paint }: BoardSetting,
): readonly string[] => {
  const longestFirst = running.toSorted((left, right) => left.startedAt - right.startedAt)
  const shown = longestFirst.slice(0, room)
  const tails = shown.map((step) => {
    const progress = progressOf(step)
    return `${progress === undefined ? '' : `  ${progress}`}  ${formatTime(now - step.startedAt)}`
  })
  const names = shown.map(({ step }, at) => clip(step, columns - (tails[at]?.length ?? 0) - 6))
  const lines = names.map((name, at) => `    ${pad(name, widthOfAll(names))}${paint('dim', tails[at] ?? '')}`)
  const hidden = running.length - shown.length
  return hidden > 0 ? [...lines, paint('dim', `    and ${hidden} more running`)] : lines
}

const drawWhole = (
  tally: Tally,
  { name, now, columns, paint, leftMs, closing }: BoardSetting,
): readonly string[] => {
  const { done, total } = sumOf(tally)
  const elapsed = formatTime(now - (tally.startedAt ?? now))
  const guess = leftMs === undefined || closing !== undefined ? '' : ` · about ${formatTime(leftMs)} left`
  const bar = columns < roomForBar ? '' : `${drawBar(done, total, paint)}  `
  const room = columns - Math.min(widest, widthOf(name)) - (bar === '' ? 0 : barWidth + 2) - 3
  const text = clip(`${formatCount(done)} of ${countOf(total, 'step')} · ${elapsed}${guess}`, room)
  const line = `${paint('bold', clip(name, widest))}  ${bar}${text}`
  if (closing !== undefined) return [line, paint('yellow', clip(`■ ${closing}`, columns))]
  return isWaiting(tally, now) && done < total ? [line, paint('dim', clip(waiting, columns))] : [line]
}

/** Milliseconds for which nothing runs before that is worth a word. */
const longPause = 1500

const waiting = '  nothing is running here: another process may be working on the next step'

const isWaiting = ({ idleSince }: Tally, now: number): boolean =>
  idleSince !== undefined && now - idleSince > longPause

/** Full only when all is done, and empty only when nothing is. */
const drawBar = (done: number, total: number, paint: Paint): string => {
  const exact = total === 0 ? 0 : (done / total) * barWidth
  const filled = exact < 1 ? Math.ceil(exact) : Math.floor(exact)
  return paint('cyan', '━'.repeat(filled)) + paint('dim', '─'.repeat(barWidth - filled))
}
