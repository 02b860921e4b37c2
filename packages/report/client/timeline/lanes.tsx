import type { JSX } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { fitText } from '../charts/measure-text.ts'
import { pointerIn, Tip } from '../charts/hover.tsx'
import { exactScale } from '../charts/scale.ts'
import { usePrinting } from '../page/printing.ts'
import { useWidth } from '../page/use-width.ts'
import type { Choose } from '../steps/step-link.tsx'
import { formatDuration, plural } from '../text/format.ts'
import type { Bar } from './bars.ts'
import { mergeBars, type Piece } from './merge-bars.ts'

type Range = readonly [from: number, to: number]

const top = 24
const mostHeight = 420

/** The calls over time, a row for each that went on at once. It zooms at the pointer and moves by dragging. */
export const Lanes = ({
  bars,
  lanes,
  endsAt,
  path,
  colours,
  chosen,
  choose,
}: {
  readonly bars: readonly Bar[]
  readonly lanes: number
  readonly endsAt: number
  readonly path: readonly Bar[]
  readonly colours: ReadonlyMap<string, string>
  readonly chosen: string | undefined
  readonly choose: Choose
}): JSX.Element => {
  const [frame, width] = useWidth()
  const isPrinting = usePrinting()
  const [zoomed, setRange] = useState<Range | undefined>()
  const range: Range = isPrinting || zoomed === undefined ? [0, endsAt] : zoomed
  const [pointer, setPointer] = useState<{ readonly x: number; readonly y: number } | undefined>()
  const drag = useRef<{ readonly x: number; readonly range: Range } | undefined>(undefined)
  const laneHeight = Math.max(6, Math.min(28, (mostHeight - top) / Math.max(1, lanes)))
  const height = top + lanes * laneHeight + 8
  const pieces = useMemo(() => mergeBars(bars, range, width), [bars, range[0], range[1], width])
  const critical = useMemo(() => new Set(path), [path])
  const zoom = (factor: number, at = 0.5): void =>
    setRange((before = [0, endsAt]) => {
      const span = Math.max(Math.min(endsAt, 5), Math.min(endsAt, (before[1] - before[0]) / factor))
      const middle = before[0] + at * (before[1] - before[0])
      return within(middle - at * span, span, endsAt)
    })
  const move = (share: number): void =>
    setRange((before = [0, endsAt]) => {
      const span = before[1] - before[0]
      return within(before[0] + share * span, span, endsAt)
    })
  useEffect(() => {
    const element = frame.current
    if (element === null) return undefined
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      const { left, width } = element.getBoundingClientRect()
      zoom(event.deltaY < 0 ? 1.25 : 0.8, (event.clientX - left) / width)
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [endsAt])
  const ticks = exactScale(range, [0, width], Math.max(3, Math.floor(width / 130)))
  const near = pointer && pieceAt(pieces, pointer, laneHeight)
  return (
    <>
      <div class="tools">
        <button type="button" class="chip" aria-label="Zoom in" onClick={() => zoom(1.6)}>
          +
        </button>
        <button type="button" class="chip" aria-label="Zoom out" onClick={() => zoom(1 / 1.6)}>
          −
        </button>
        <button type="button" class="chip" onClick={() => setRange(undefined)}>
          whole run
        </button>
        <span class="quiet">
          Drag, or hold Ctrl and turn the wheel. Underlined calls are the critical path.
        </span>
      </div>
      <div
        class="lanes chart"
        ref={frame}
        tabIndex={0}
        role="group"
        aria-label="Timeline. Arrow keys move it, plus and minus zoom. The table below has the values."
        onKeyDown={(event) => {
          const moves: Readonly<Record<string, () => void>> = {
            ArrowLeft: () => move(-0.2),
            ArrowRight: () => move(0.2),
            '+': () => zoom(1.4),
            '-': () => zoom(1 / 1.4),
            '0': () => setRange(undefined),
          }
          if (!Object.hasOwn(moves, event.key)) return
          event.preventDefault()
          moves[event.key]?.()
        }}
        onPointerDown={({ clientX }) => {
          drag.current = { x: clientX, range }
        }}
        onPointerMove={(event) => {
          setPointer(pointerIn(event))
          if (drag.current === undefined || event.buttons === 0) return
          const { x, range: from } = drag.current
          const moved = ((x - event.clientX) / width) * (from[1] - from[0])
          setRange(within(from[0] + moved, from[1] - from[0], endsAt))
        }}
        onPointerUp={(event) => {
          const began = drag.current
          drag.current = undefined
          if (began === undefined || Math.abs(began.x - event.clientX) > 4) return
          const piece = pieceAt(pieces, pointerIn(event), laneHeight)
          if (piece?.bars.length === 1) choose(piece.bars[0]?.id)
          else if (piece !== undefined) zoom(4, pointerIn(event).x / width)
        }}
        onPointerLeave={() => setPointer(undefined)}
      >
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          <g class="axes">
            {ticks.ticks
              .filter(({ at }) => at >= -1 && at <= width - 10)
              .map(({ at, value }) => (
                <g transform={`translate(${at} 0)`}>
                  <line class="grid" y1={top - 4} y2={height} />
                  <text x={at < 20 ? 2 : 0} y="12" text-anchor={at < 20 ? 'start' : 'middle'}>
                    {formatDuration(value ?? 0)}
                  </text>
                </g>
              ))}
          </g>
          {pieces.map((piece) => (
            <PieceView
              piece={piece}
              laneHeight={laneHeight}
              colour={colours.get(piece.bars[0]?.stage ?? '') ?? ''}
              isCritical={piece.bars.some((bar) => critical.has(bar))}
              isChosen={piece.bars.some(({ id }) => id === chosen)}
            />
          ))}
        </svg>
        {near !== undefined && pointer !== undefined && (
          <Tip x={pointer.x} y={pointer.y + 14} width={width}>
            <TipOf piece={near} />
          </Tip>
        )}
      </div>
    </>
  )
}

const TipOf = ({ piece: { bars } }: { readonly piece: Piece }): JSX.Element => {
  const [bar] = bars
  if (bar === undefined) return <></>
  if (bars.length > 1)
    return (
      <>
        <strong>{plural(bars.length, 'short call')}</strong>
        <br />
        <span class="quiet">Click to zoom in.</span>
      </>
    )
  const wait = bar.from - bar.ready
  return (
    <>
      <strong>{bar.stage}</strong> {bar.record}
      <br />
      {bar.outcome}, {formatDuration(bar.to - bar.from)}
      <br />
      <span class="quiet">
        began after {formatDuration(bar.from)}
        {wait >= 20 && `, ${formatDuration(wait)} after it could`}
      </span>
    </>
  )
}

const PieceView = ({
  piece: { x, width, lane, bars },
  laneHeight,
  colour,
  isCritical,
  isChosen,
}: {
  readonly piece: Piece
  readonly laneHeight: number
  readonly colour: string
  readonly isCritical: boolean
  readonly isChosen: boolean
}): JSX.Element => {
  const [bar] = bars
  const failed = bars.some(({ outcome }) => outcome === 'failed')
  const y = top + lane * laneHeight + 1
  const tall = laneHeight - 3
  const label =
    bars.length === 1 && width > 46 && laneHeight >= 15
      ? fitText(`${bar?.stage} ${bar?.record}`, width - 10)
      : ''
  return (
    <g
      class={`piece ${isChosen ? 'chosen' : ''} ${failed ? 'is-failed' : ''} ${bar?.outcome === 'running' ? 'is-running' : ''}`}
    >
      <rect
        x={x}
        y={y}
        width={Math.max(1, width - 0.5)}
        height={tall}
        rx={width > 6 ? 3 : 0}
        style={{ fill: colour }}
      />
      {isCritical && (
        <rect class="critical" x={x} y={y + tall - 3} width={Math.max(1, width - 0.5)} height="3" />
      )}
      {label !== '' && (
        <text x={x + 6} y={y + tall / 2} dy="0.34em">
          {failed ? `✕ ${label}` : label}
        </text>
      )}
    </g>
  )
}

const pieceAt = (
  pieces: readonly Piece[],
  { x, y }: { readonly x: number; readonly y: number },
  laneHeight: number,
): Piece | undefined => {
  const lane = Math.floor((y - top) / laneHeight)
  return pieces.find((piece) => piece.lane === lane && x >= piece.x - 2 && x <= piece.x + piece.width + 2)
}

/** A span of time that does not leave the run. */
const within = (from: number, span: number, endsAt: number): Range => {
  const begin = Math.max(0, Math.min(from, endsAt - span))
  return [begin, begin + span]
}
