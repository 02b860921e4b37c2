import type { JSX } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { StepDocument } from '../src/document/run-document.ts'
import { type Box, fold, outcomesIn } from './fold.ts'
import { plural } from './format.ts'
import { boxSize, layOut } from './lay-out.ts'
import { lineage } from './lineage.ts'
import type { StepsView } from './step-link.tsx'

/** Runs of up to so many steps are drawn step by step at first. */
const smallRun = 40

interface View {
  readonly x: number
  readonly y: number
  readonly scale: number
}

/** The steps and what they read of each other. Stages fold and open; arrows, + and - move the picture. */
export const Graph = ({ steps, chosen, choose }: StepsView): JSX.Element => {
  const stages = useMemo(() => [...new Set(steps.map(({ stage }) => stage))], [steps.length])
  const isFoldable = stages.length < steps.length
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(steps.length <= smallRun ? stages : []))
  const folded = useMemo(() => fold(steps, open), [steps.length, open])
  const placed = useMemo(() => layOut(folded), [folded])
  const fit = (width: number): View => {
    const scale = Math.min(1, Math.max(0.35, width / Math.max(1, placed.width)))
    return { x: 0, y: 0, scale }
  }
  const frame = useRef<HTMLDivElement>(null)
  const [view, setView] = useState<View>({ x: 0, y: 0, scale: 1 })
  const reset = (): void => setView(fit(frame.current?.clientWidth ?? 900))
  useEffect(reset, [placed])
  const zoom = (factor: number): void =>
    setView(({ x, y, scale }) => ({
      x: x * factor,
      y: y * factor,
      scale: Math.min(4, Math.max(0.1, scale * factor)),
    }))
  const pan = (x: number, y: number): void =>
    setView((before) => ({ ...before, x: before.x + x, y: before.y + y }))
  useEffect(() => {
    const element = frame.current
    if (element === null) return undefined
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15)
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [])
  const onKeyDown = (event: JSX.TargetedKeyboardEvent<HTMLDivElement>): void => {
    const moves: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => pan(60, 0),
      ArrowRight: () => pan(-60, 0),
      ArrowUp: () => pan(0, 60),
      ArrowDown: () => pan(0, -60),
      '+': () => zoom(1.2),
      '-': () => zoom(1 / 1.2),
      '0': reset,
    }
    const move = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined
    if (move === undefined) return
    event.preventDefault()
    move()
  }
  const drag = useRef<{ readonly x: number; readonly y: number } | undefined>(undefined)
  const boxOfChosen = folded.boxes.findIndex(({ places }) =>
    places.some((place) => steps[place]?.id === chosen),
  )
  const lit = useMemo(
    () => (boxOfChosen < 0 ? undefined : lineage(folded.arrows, boxOfChosen)),
    [folded, boxOfChosen],
  )
  const act = (box: Box): void => {
    const [first = -1] = box.places
    if (box.places.length === 1) return choose(steps[first]?.id)
    setOpen(new Set([...open, box.stage]))
  }
  const height = Math.min(560, Math.max(96, placed.height * view.scale + 8))
  return (
    <section id="graph" aria-labelledby="graph-title">
      <h2 id="graph-title">Graph</h2>
      <div class="tools">
        {isFoldable && (
          <>
            <button type="button" class="chip" onClick={() => setOpen(new Set())}>
              fold all
            </button>
            <button type="button" class="chip" onClick={() => setOpen(new Set(stages))}>
              open all
            </button>
          </>
        )}
        <button type="button" class="chip" aria-label="Zoom in" onClick={() => zoom(1.25)}>
          +
        </button>
        <button type="button" class="chip" aria-label="Zoom out" onClick={() => zoom(1 / 1.25)}>
          −
        </button>
        <button type="button" class="chip" onClick={reset}>
          fit
        </button>
        <span class="quiet">
          {isFoldable ? 'A box with a number holds the steps of a stage: click it to open it. ' : ''}
          Drag, or Ctrl and wheel.
        </span>
      </div>
      <div
        class="graph"
        ref={frame}
        tabIndex={0}
        role="group"
        aria-label="Graph of the steps. Arrow keys move it, plus and minus zoom."
        style={{ height: `${height}px` }}
        onKeyDown={onKeyDown}
        onPointerDown={({ clientX, clientY, target }) => {
          if (target instanceof Element && target.closest('.box') === null)
            drag.current = { x: clientX, y: clientY }
        }}
        onPointerMove={({ clientX, clientY, buttons }) => {
          const from = drag.current
          if (from === undefined || buttons === 0) return
          pan(clientX - from.x, clientY - from.y)
          drag.current = { x: clientX, y: clientY }
        }}
        onPointerUp={() => {
          drag.current = undefined
        }}
      >
        <svg width="100%" height="100%" viewBox={undefined}>
          <defs>
            <marker
              id="tip"
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="7"
              markerHeight="7"
              orient="auto"
            >
              <path d="M0,0 L8,4 L0,8 z" />
            </marker>
            <clipPath id="inside">
              <rect width={boxSize.width - 8} height={boxSize.height} />
            </clipPath>
            <clipPath id="beside-count">
              <rect width={boxSize.width - 44} height={boxSize.height} />
            </clipPath>
          </defs>
          <g transform={`translate(${view.x} ${view.y}) scale(${view.scale})`}>
            <g class="arrows" aria-hidden="true">
              {placed.paths.map((path, at) => {
                const [from = -1, to = -1] = folded.arrows[at] ?? []
                const isDim = lit !== undefined && !(lit.has(from) && lit.has(to))
                return (
                  <path key={`${from} ${to}`} d={path} class={isDim ? 'dim' : ''} marker-end="url(#tip)" />
                )
              })}
            </g>
            {folded.boxes.map((box, at) => (
              <BoxView
                key={box.key}
                box={box}
                steps={steps}
                x={placed.centres[at]?.x ?? 0}
                y={placed.centres[at]?.y ?? 0}
                isDim={lit !== undefined && !lit.has(at)}
                isChosen={at === boxOfChosen}
                act={() => act(box)}
              />
            ))}
          </g>
        </svg>
      </div>
      {folded.hidden > 0 && (
        <p class="quiet">
          {plural(folded.hidden, 'step')} more are not drawn: search them below, or fold stages.
        </p>
      )}
    </section>
  )
}

const BoxView = ({
  box,
  steps,
  x,
  y,
  isDim,
  isChosen,
  act,
}: {
  readonly box: Box
  readonly steps: readonly StepDocument[]
  readonly x: number
  readonly y: number
  readonly isDim: boolean
  readonly isChosen: boolean
  readonly act: () => void
}): JSX.Element => {
  const { width, height } = boxSize
  const told = outcomesIn(box, steps)
  const step = steps[box.places[0] ?? -1]
  const isOne = box.places.length === 1
  const outcome = told[0]?.[0] ?? 'skipped'
  const below = isOne ? (step?.record ?? '') : told.map(([name, count]) => `${count} ${name}`).join(', ')
  const label = isOne
    ? `${box.stage} ${below}, ${outcome}, ${step?.explanation}`
    : `${box.stage} ${below} ${plural(box.places.length, 'step')}: open`
  return (
    <g
      class={`box is-${outcome} ${isDim ? 'dim' : ''} ${isChosen ? 'chosen' : ''}`}
      transform={`translate(${x - width / 2} ${y - height / 2})`}
      role="button"
      tabindex={0}
      aria-label={label}
      onClick={act}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return
        event.preventDefault()
        event.stopPropagation()
        act()
      }}
    >
      <title>{label}</title>
      {!isOne && <rect class="behind" x="4" y="4" width={width} height={height} rx="9" />}
      <rect width={width} height={height} rx="9" />
      <rect class="edge" width="5" height={height - 16} x="7" y="8" rx="2.5" />
      <text x="20" y="19" class="name" clip-path={isOne ? 'url(#inside)' : 'url(#beside-count)'}>
        {box.stage}
      </text>{' '}
      <text x="20" y="35" class="below" clip-path="url(#inside)">
        {below}
      </text>{' '}
      {!isOne && (
        <text x={width - 10} y="19" class="count">
          {box.places.length.toLocaleString('en-GB')}
        </text>
      )}
    </g>
  )
}
