import type { JSX } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import type { RunDocument } from '../src/document/run-document.ts'
import type { RunPageData } from '../src/page/page-data.ts'
import { About } from './about.tsx'
import { Differences } from './differences.tsx'
import { Graph } from './graph.tsx'
import { useLiveDocument } from './live.ts'
import { Problems } from './problems.tsx'
import { Reasons } from './reasons.tsx'
import { Results } from './results.tsx'
import { StepDetail } from './step-detail.tsx'
import { Steps } from './steps.tsx'
import { Summary } from './summary.tsx'

/** The step that the address names: `#step=score@k=3`. */
const stepInAddress = (): string | undefined => {
  const found = /^#step=(.*)$/su.exec(location.hash)?.[1]
  try {
    return found === undefined ? undefined : decodeURIComponent(found)
  } catch {
    return undefined
  }
}

export const RunPage = ({ data }: { readonly data: RunPageData }): JSX.Element => {
  const run: RunDocument = useLiveDocument(data)
  const [chosen, setChosen] = useState(stepInAddress)
  useEffect(() => {
    const follow = (): void => setChosen(stepInAddress())
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  const choose = (id: string | undefined): void => {
    setChosen(id)
    history.replaceState(null, '', id === undefined ? '#' : `#step=${encodeURIComponent(id)}`)
  }
  const places = useMemo(() => new Map(run.steps.map(({ id }, place) => [id, place])), [run.steps.length])
  const place = chosen === undefined ? undefined : places.get(chosen)
  const step = place === undefined ? undefined : run.steps[place]
  const hasReports = data.reports.length > 0
  return (
    <>
      <a class="skip-link" href="#steps">
        Skip to the steps
      </a>
      <Summary run={run} index={data.index} />
      <nav aria-label="Sections" class="sections">
        {hasReports && <a href="#results">Results</a>}
        <a href="#reasons">Why</a>
        {data.comparison && <a href="#differences">Changes</a>}
        <a href="#graph">Graph</a>
        <a href="#steps">Steps</a>
        <a href="#about">About</a>
      </nav>
      <main>
        <Problems run={run} choose={choose} />
        {hasReports && <Results reports={data.reports} steps={run.steps} choose={choose} />}
        <Reasons run={run} choose={choose} />
        {data.comparison && <Differences run={run} comparison={data.comparison} choose={choose} />}
        <Graph steps={run.steps} chosen={step?.id} choose={choose} />
        <Steps steps={run.steps} chosen={step?.id} choose={choose} />
        <About run={run} />
      </main>
      {step !== undefined && place !== undefined && (
        <StepDetail
          key={step.id}
          run={run}
          step={step}
          place={place}
          reports={data.reports}
          choose={choose}
        />
      )}
    </>
  )
}
