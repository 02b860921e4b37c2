import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { walkBack } from '../../src/document/walk-back.ts'
import type { CodeDifferences, ShownCause, ShownChange } from '../../src/page/page-data.ts'
import { StepLink, type Choose } from '../steps/step-link.tsx'
import { plural } from '../text/format.ts'
import { CodeLines } from './code-lines.tsx'

const mostSteps = 30
const mostNames = 3

/** Why one artifact differs from the earlier run: its first causes, and the way from it back to them. */
export const WhyChanged = ({
  artifact: { step, output },
  changes,
  code,
  choose,
}: {
  readonly artifact: { readonly step: string; readonly output: string }
  readonly changes: readonly ShownChange[]
  readonly code: CodeDifferences
  readonly choose: Choose | undefined
}): JSX.Element => {
  const way = useMemo(() => {
    const byId = new Map(changes.map((change) => [change.step, change]))
    return walkBack(
      step,
      (id) => byId.get(id),
      ({ causes }) => causes.flatMap(({ step: earlier }) => earlier ?? []),
    )
  }, [changes, step])
  const firsts = useMemo(() => firstCauses(way), [way])
  const name = (id: string): JSX.Element =>
    choose === undefined ? <code>{id}</code> : <StepLink id={id} choose={choose} />
  return (
    <section class="why-changed" aria-labelledby="why-changed-title">
      <h3 id="why-changed-title" tabIndex={-1}>
        Why <code>{output}</code> of {name(step)} changed
      </h3>
      {way.length === 0 && <p>It is the same in both runs.</p>}
      {firsts.length > 0 && <h4>{firsts.length === 1 ? 'First cause' : 'First causes'}</h4>}
      <ul class="first-causes">
        {firsts.map(({ cause, steps }) => (
          <li key={cause.text}>
            <p>
              <strong>{cause.text}</strong> <Names ids={steps} name={name} />
            </p>
            <CodeLines parts={cause.code ?? []} code={code} />
          </li>
        ))}
      </ul>
      {way.length > 1 && <h4>The way back to {firsts.length === 1 ? 'it' : 'them'}</h4>}
      {way.length > 1 && (
        <ol class="way">
          {way.slice(0, mostSteps).map((change) => (
            <li key={change.step}>
              {name(change.step)} <span class="quiet">{sentencesOf(change)}</span>
            </li>
          ))}
        </ol>
      )}
      {way.length > mostSteps && <p class="quiet">and {plural(way.length - mostSteps, 'more step')}</p>}
    </section>
  )
}

/** What changed, with an input that many steps output named once. */
const sentencesOf = ({ causes }: ShownChange): string =>
  [
    ...new Set(causes.map(({ text, input }) => (input === undefined ? text : `input '${input}' changed`))),
  ].join('; ')

interface First {
  readonly cause: ShownCause
  readonly steps: string[]
}

/** What changed and has no earlier step to blame; steps with the same cause together. */
const firstCauses = (way: readonly ShownChange[]): readonly First[] => {
  const all = new Map<string, First>()
  for (const { step, causes } of way)
    for (const cause of causes) {
      if (cause.step !== undefined) continue
      const known = all.get(cause.text) ?? { cause, steps: [] }
      all.set(cause.text, known)
      known.steps.push(step)
    }
  return [...all.values()]
}

const Names = ({
  ids,
  name,
}: {
  readonly ids: readonly string[]
  readonly name: (id: string) => JSX.Element
}): JSX.Element => (
  <>
    {ids.slice(0, mostNames).map((id) => (
      <>{name(id)} </>
    ))}
    {ids.length > mostNames && <span class="quiet">and {plural(ids.length - mostNames, 'more step')}</span>}
  </>
)
