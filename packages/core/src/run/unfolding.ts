import type { Unfolded, Unfolding } from '../graph/application.ts'
import { ArtifactLostError } from '../errors/index.ts'
import { type Knowing, knownArtifacts } from '../lists/known-list.ts'
import type { Prospect } from '../plan/decide.ts'
import { type Forcing, makeForcing } from '../plan/forcing.ts'
import { describeOnce, toPlanStep } from '../plan/plan.ts'
import { type StepInput, storedOf, type Wiring } from '../plan/step.ts'
import type { TraceHead } from '../ports/trace.ts'
import type { Work } from '../scheduler/work.ts'
import type { Emitter } from './emitter.ts'
import type { PlanOptions } from './options.ts'

/** What a run does about lists that become known while it runs. */
export interface Growing extends Pick<Work, 'unfold' | 'added'> {
  /** The plan's prospects, and those of the steps that were added. */
  readonly prospects: readonly Prospect[]
  /** Steps that stood for others, which were added. */
  readonly replaced: ReadonlySet<number>
}

/** @param prove throws what is wrong with records that no template has proved */
export const makeGrowing = (
  wiring: Wiring,
  planned: readonly Prospect[],
  knowing: Omit<Knowing, 'wiring'>,
  emitter: Pick<Emitter, 'added'>,
  overwrite: PlanOptions['overwrite'],
  prove: (record: object) => void,
): Growing => {
  const prospects = [...planned]
  const replaced = new Set<number>()
  const forcing: Forcing = makeForcing(wiring, overwrite)
  const known = new Map<Unfolding, { readonly of: string; readonly unfolded: Promise<Unfolded> }>()
  return {
    prospects,
    replaced,
    unfold: (step, traceOf) => {
      const { application, lists = [] } = step
      const { unfolding } = application
      if (unfolding === undefined) throw new RangeError('The step does not wait for lists.')
      const traceBehind = ({ producer }: StepInput): TraceHead | undefined =>
        producer === undefined ? undefined : traceOf(producer)
      const of = lists.map((input) => storedOf(input, traceBehind(input))?.location ?? '').join('\n')
      const before = known.get(unfolding)
      if (before?.of === of) return before.unfolded
      const unfolded = knownArtifacts(step, traceBehind, { ...knowing, wiring }).then((artifacts) => {
        const found = unfolding.unfold(artifacts)
        if (found.record !== undefined) prove(found.record)
        return found
      })
      known.set(unfolding, { of, unfolded })
      // What was lost may be there the next time.
      unfolded.catch((error: unknown) => error instanceof ArtifactLostError && known.delete(unfolding))
      return unfolded
    },
    added: (by, grown) => {
      const lists = (by.lists ?? []).map(({ name }) => name)
      for (const step of wiring.steps.slice(grown.from))
        prospects.push({
          decision: 'maybe',
          reason: { type: 'unfolds', lists },
          identity: undefined,
          forced: forcing(step),
          volatile: true,
        })
      for (const template of grown.replaced) replaced.add(template)
      emitter.added(by, () => {
        const describe = describeOnce()
        const steps = [...wiring.steps.slice(grown.from), ...wiring.steps.slice(by.index, by.index + 1)]
        return {
          steps: steps.map((step) => toPlanStep(step, wiring, prospects[step.index], describe)),
          replaced: grown.replaced.flatMap((index) => wiring.steps[index]?.id ?? []),
        }
      })
    },
  }
}
