import type { JSX } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import type { StepOutcome } from '../../src/document/run-document.ts'
import { linkTo } from '../page/address.ts'
import { matcherOf, searchText } from '../steps/search-steps.ts'
import { Outcomes } from '../steps/steps.tsx'
import { StepLink, type StepsView } from '../steps/step-link.tsx'
import { outcomeNames } from '../steps/outcomes.ts'
import { plural } from '../text/format.ts'
import { BoxView } from './box-view.tsx'
import { type Box, fold, outcomesIn } from './fold.ts'
import { boxSize, layOut } from './lay-out.ts'
import { lineage } from './lineage.ts'
import { Minimap } from './minimap.tsx'
import { neighbours } from './neighbours.ts'
import { useView } from './use-view.ts'

/** Runs of up to so many steps are drawn step by step at first. */
const smallRun = 40

/** The steps and what they read of each other. Stages fold and open, and a step can be seen among its neighbours alone. */
export const Graph = ({
  steps,
  chosen,
  choose,
  around,
}: StepsView & { readonly around: string | undefined }): JSX.Element => {
  const [hops, setHops] = useState(1)
  const near = useMemo(
    () => (around === undefined ? undefined : neighbours(steps, around, hops)),
    [steps.length, around, hops],
  )
  const places = useMemo(() => near ?? [...steps.keys()], [near, steps.length])
  const stages = useMemo(() => [...new Set(places.map((place) => steps[place]?.stage ?? ''))], [places])
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(steps.length <= smallRun ? stages : []))
  const isSmall = places.length <= smallRun
  const opened = useMemo(() => (near !== undefined && isSmall ? new Set(stages) : open), [near, open, stages])
  const folded = useMemo(() => fold(steps, places, opened), [places, opened, steps.length])
  const placed = useMemo(() => layOut(folded), [folded])
  const camera = useView(placed)
  const { view } = camera
  const [query, setQuery] = useState('')
  const [only, setOnly] = useState<StepOutcome | undefined>()
  const texts = useMemo(() => (query === '' ? [] : steps.map(searchText)), [steps.length, query === ''])
  const isLit = useMemo(() => {
    const matches = query.trim() === '' ? undefined : matcherOf(query)
    if (matches === undefined && only === undefined) return undefined
    return folded.boxes.map((box) =>
      box.places.some(
        (place) =>
          (only === undefined || steps[place]?.outcome === only) &&
          (matches === undefined || matches(texts[place] ?? '')),
      ),
    )
  }, [folded, query, only, steps, texts])
  const boxOfChosen = folded.boxes.findIndex(({ places }) =>
    places.some((place) => steps[place]?.id === chosen),
  )
  const kin = useMemo(
    () => (boxOfChosen < 0 ? undefined : lineage(folded.arrows, boxOfChosen)),
    [folded, boxOfChosen],
  )
  const isDim = (box: number): boolean =>
    isLit === undefined ? kin !== undefined && !kin.has(box) : isLit[box] === false
  const firstLit = isLit?.indexOf(true) ?? -1
  useEffect(() => {
    const centre = placed.centres[firstLit]
    if (centre !== undefined) camera.centre(centre.x, centre.y)
  }, [firstLit, placed])
  const act = (box: Box): void => {
    const [first = -1] = box.places
    if (box.places.length === 1) choose(steps[first]?.id)
    else setOpen(new Set([...opened, box.stage]))
  }
  const foldStage = (stage: string): void => setOpen(new Set([...opened].filter((each) => each !== stage)))
  const counts = new Map<string, number>()
  for (const place of places) {
    const stage = steps[place]?.stage ?? ''
    counts.set(stage, (counts.get(stage) ?? 0) + 1)
  }
  const foldable = stages.filter((stage) => (counts.get(stage) ?? 0) > 1)
  const present = new Set(steps.map(({ outcome }) => outcome))
  const lit = isLit?.filter(Boolean).length
  return (
    <section id="graph" aria-labelledby="graph-title">
      <h2 id="graph-title">Graph</h2>
      <div class="tools">
        <label>
          <span class="hidden">Search the graph</span>
          <input
            type="search"
            placeholder="Search the graph"
            value={query}
            onInput={({ currentTarget }) => setQuery(currentTarget.value)}
          />
        </label>
        {present.size > 1 && (
          <Outcomes
            choices={outcomeNames.filter((outcome) => present.has(outcome))}
            only={only}
            choose={setOnly}
          />
        )}
        {lit !== undefined && <output class="quiet">{plural(lit, 'box').replace('boxs', 'boxes')}</output>}
      </div>
      {around !== undefined && near !== undefined && (
        <div class="tools">
          <span>
            Around <StepLink id={around} choose={choose} />:
          </span>
          {[1, 2, Number.POSITIVE_INFINITY].map((count) => (
            <button type="button" class="chip" aria-pressed={hops === count} onClick={() => setHops(count)}>
              {count === 1 ? 'neighbours' : count === 2 ? 'two steps away' : 'all before and after'}
            </button>
          ))}
          <a class="chip" href={linkTo('graph')}>
            whole graph
          </a>
        </div>
      )}
      <div class="tools">
        {foldable.length > 0 && (
          <>
            <button type="button" class="chip" onClick={() => setOpen(new Set())}>
              fold all
            </button>
            <button type="button" class="chip" onClick={() => setOpen(new Set(stages))}>
              open all
            </button>
          </>
        )}
        <button type="button" class="chip" aria-label="Zoom in" onClick={() => camera.zoom(1.25)}>
          +
        </button>
        <button type="button" class="chip" aria-label="Zoom out" onClick={() => camera.zoom(1 / 1.25)}>
          −
        </button>
        <button type="button" class="chip" onClick={camera.fit}>
          fit
        </button>
        {chosen !== undefined && around === undefined && (
          <a class="chip" href={linkTo('graph', { around: chosen })}>
            only its neighbours
          </a>
        )}
        <span class="quiet">Drag, or hold Ctrl and turn the wheel.</span>
      </div>
      {foldable.length > 0 && foldable.length <= 24 && (
        <div class="tools" role="group" aria-label="Stages that are open">
          <span class="quiet">Open:</span>
          {foldable.map((stage) => (
            <button
              type="button"
              class="chip"
              aria-pressed={opened.has(stage)}
              onClick={() => (opened.has(stage) ? foldStage(stage) : setOpen(new Set([...opened, stage])))}
            >
              {stage} {counts.get(stage)?.toLocaleString('en-GB')}
            </button>
          ))}
        </div>
      )}
      <div
        class="graph"
        ref={camera.frame}
        tabIndex={0}
        role="group"
        aria-label="Graph of the steps. Arrow keys move it, plus and minus zoom, 0 fits it."
        style={{ '--fitted': `${Math.ceil(Math.max(110, Math.min(placed.height, 560)))}px` }}
        {...camera.handlers}
      >
        <svg width="100%" height="100%">
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
                return (
                  <path
                    key={`${from} ${to}`}
                    d={path}
                    class={isDim(from) || isDim(to) ? 'dim' : ''}
                    marker-end="url(#tip)"
                  />
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
                isDim={isDim(at)}
                isChosen={at === boxOfChosen}
                act={() => act(box)}
                fold={
                  box.places.length === 1 && (counts.get(box.stage) ?? 0) > 1
                    ? () => foldStage(box.stage)
                    : undefined
                }
              />
            ))}
          </g>
        </svg>
        <Minimap
          placed={placed}
          camera={camera}
          tones={folded.boxes.map((box) => `is-${outcomesIn(box, steps)[0]?.[0] ?? 'skipped'}`)}
        />
      </div>
    </section>
  )
}
