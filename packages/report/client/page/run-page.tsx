import type { JSX } from 'preact'
import { useCallback, useEffect, useMemo, useRef } from 'preact/hooks'
import type { RunDocument } from '../../src/document/run-document.ts'
import { metricsOf } from '../../src/metrics/metrics-of.ts'
import type { RunPageData } from '../../src/page/page-data.ts'
import { Changes } from '../compare/changes.tsx'
import { Graph } from '../graph/graph.tsx'
import { Grid } from '../grid/grid.tsx'
import { Metrics } from '../metrics/metrics.tsx'
import { Results } from '../results/results.tsx'
import { withNumbers } from '../results/reported-items.ts'
import { StepDetail } from '../steps/step-detail.tsx'
import { Steps } from '../steps/steps.tsx'
import { Storage } from '../storage/storage.tsx'
import { Timeline } from '../timeline/timeline.tsx'
import { About } from './about.tsx'
import { linkTo, usePlace } from './address.ts'
import { useLiveDocument } from './live.ts'
import { Overview } from './overview.tsx'
import { usePrinting } from './printing.ts'
import { Summary } from './summary.tsx'

interface View {
  readonly name: string
  readonly title: string
  readonly draw: () => JSX.Element
}

/** A run's page: a view for each question. On paper all of them follow each other. */
export const RunPage = ({ data }: { readonly data: RunPageData }): JSX.Element => {
  const told = useLiveDocument(data)
  const run = useMemo(
    (): RunDocument => ({ ...told, steps: withNumbers(told.steps, data.reports) }),
    [told, data.reports],
  )
  const { comparison, changes = [], code, reports } = data
  const [place, go] = usePlace()
  const isPrinting = usePrinting()
  const records = useMemo(() => metricsOf(run.steps), [run.steps])
  const latest = useRef(place)
  latest.current = place
  const choose = useCallback((id: string | undefined): void => {
    const { view, settings } = latest.current
    go(linkTo(view, { ...Object.fromEntries(settings), step: id }))
  }, [])
  const chosen = place.settings.get('step')
  const places = useMemo(() => new Map(run.steps.map(({ id }, at) => [id, at])), [run.steps.length])
  const at = chosen === undefined ? undefined : places.get(chosen)
  const step = at === undefined ? undefined : run.steps[at]
  const views = viewsOf()
  const view = views.find(({ name }) => name === place.view) ?? views[0]
  const main = useRef<HTMLElement>(null)
  const tabs = useRef<HTMLElement>(null)
  useEffect(() => {
    const tab = tabs.current?.querySelector<HTMLElement>('[aria-current]')
    if (tab !== null && tab !== undefined && tabs.current !== null)
      tabs.current.scrollLeft = tab.offsetLeft - tabs.current.clientWidth / 3
    const { top } = main.current?.getBoundingClientRect() ?? { top: 0 }
    if (top < 0) main.current?.scrollIntoView()
  }, [view?.name])
  return (
    <>
      <a
        class="skip-link"
        href="#main"
        onClick={(event) => {
          event.preventDefault()
          go(linkTo('steps'))
          setTimeout(() => document.getElementById('steps')?.focus())
        }}
      >
        Skip to the steps
      </a>
      <Summary run={run} index={data.index} isBrief={view?.name !== 'overview'} />
      <nav aria-label="Views" class="views" ref={tabs}>
        {views.map(({ name, title }) => (
          <a href={linkTo(name)} {...(name === view?.name ? { 'aria-current': 'page' as const } : {})}>
            {title}
          </a>
        ))}
      </nav>
      <main id="main" ref={main}>
        {(isPrinting ? views : view === undefined ? [] : [view]).map(({ name, draw }) => (
          <div key={name} class="view">
            {draw()}
          </div>
        ))}
      </main>
      {step !== undefined && at !== undefined && (
        <StepDetail
          key={step.id}
          run={run}
          step={step}
          place={at}
          reports={reports}
          changed={changes.find((change) => change.step === step.id)?.outputs ?? []}
          code={code}
          choose={choose}
        />
      )}
    </>
  )

  function viewsOf(): readonly View[] {
    const { steps } = run
    const shared = { steps, chosen: step?.id, choose }
    const only = place.settings.get('only')
    const around = place.settings.get('around')
    return [
      view('overview', 'Overview', () => (
        <Overview run={run} records={records} comparison={comparison} choose={choose} />
      )),
      ...(records.length === 0
        ? []
        : [
            view('metrics', 'Metrics', () => (
              <Metrics records={records} comparison={comparison} choose={choose} />
            )),
          ]),
      ...(reports.length === 0
        ? []
        : [view('results', 'Results', () => <Results reports={reports} steps={steps} choose={choose} />)]),
      view('timeline', 'Timeline', () => <Timeline run={run} chosen={step?.id} choose={choose} />),
      view('grid', 'Grid', () => <Grid {...shared} />),
      view('graph', 'Graph', () => <Graph key={around} {...shared} around={around} />),
      view('steps', 'Steps', () => <Steps key={only} {...shared} only={only} />),
      ...(comparison === undefined
        ? []
        : [
            view('changes', 'Changes', () => (
              <Changes run={run} comparison={comparison} changes={changes} code={code} choose={choose} />
            )),
          ]),
      view('storage', 'Storage', () => <Storage steps={steps} />),
      view('about', 'About', () => <About run={run} />),
    ]
    function view(name: string, title: string, draw: () => JSX.Element): View {
      return { name, title, draw }
    }
  }
}
