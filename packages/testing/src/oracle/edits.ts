import * as fc from 'fast-check'
import { fileNames, fileTexts, operational, paramPaths, variableNames, variableValues } from './domain.ts'
import type { Edit } from './edit.ts'
import { targets } from './programs.ts'

/** How a run is asked for. */
export interface RunPlan {
  /** `true`, or a selector without its stage's name, and the stage's number. */
  readonly overwrite:
    true | { readonly before: '' | '+'; readonly stage: number; readonly after: '' | '+' } | undefined
  readonly cache: 'use' | 'read' | 'off'
  readonly concurrency: number
  readonly lazy: 'declared' | 'all' | 'none'
  readonly keepGoing: boolean
  readonly roundTrip: 'trust' | 'verify'
  /** The call, counted from 1, at which a function throws or somebody aborts the run. */
  readonly trouble: { readonly type: 'throw' | 'abort'; readonly call: number } | undefined
}

/** Some edits, and the run that follows them. */
export interface Episode {
  readonly edits: readonly Edit[]
  readonly run: RunPlan
}

const number = fc.nat({ max: 9 })
const value = fc.oneof(
  { weight: 5, arbitrary: fc.nat({ max: 2 }) },
  { weight: 1, arbitrary: fc.constantFrom(undefined, true, 'text') },
)
const fileName = fc.constantFrom(...fileNames)
const variable = fc.constantFrom(...variableNames)
const just = <const Type extends string>(type: Type): fc.Arbitrary<Type> => fc.constant(type)

const weighted = (weight: number, arbitrary: fc.Arbitrary<Edit>): fc.WeightedArbitrary<Edit> => ({
  weight,
  arbitrary,
})

const edit: fc.Arbitrary<Edit> = fc.oneof(
  weighted(
    6,
    fc.record({
      type: just('set-param'),
      record: number,
      path: fc.constantFrom(...paramPaths, operational),
      value,
    }),
  ),
  weighted(2, fc.record({ type: just('restore-params'), record: number })),
  weighted(3, fc.record({ type: just('revise'), stage: number, revision: fc.nat({ max: 3 }) })),
  weighted(3, fc.record({ type: just('write-file'), name: fileName, text: fc.constantFrom(...fileTexts) })),
  weighted(1, fc.record({ type: fc.constantFrom('touch-file', 'remove-file'), name: fileName })),
  weighted(
    2,
    fc.record({
      type: just('set-env'),
      name: variable,
      value: fc.option(fc.constantFrom(...variableValues), { nil: undefined }),
    }),
  ),
  weighted(
    2,
    fc.record({
      type: just('keep'),
      stage: number,
      keeping: fc.constantFrom('json', 'boxed', 'private', 'none'),
    }),
  ),
  weighted(1, fc.record({ type: just('toggle-record'), record: number })),
  weighted(2, fc.record({ type: just('set-targets'), targets })),
  weighted(2, fc.record({ type: just('drop-artifact'), artifact: fc.nat({ max: 99 }) })),
  weighted(2, fc.record({ type: just('damage-artifact'), artifact: fc.nat({ max: 99 }) })),
  weighted(1, fc.record({ type: just('delete-store') })),
  weighted(2, fc.record({ type: just('accept'), stage: number, all: fc.boolean() })),
  weighted(
    2,
    fc.record({
      type: just('collect-garbage'),
      stage: number,
      taking: fc.constantFrom('replaced', 'unreachable', 'unreachable', 'excess'),
    }),
  ),
)

const runPlan: fc.Arbitrary<RunPlan> = fc.record({
  overwrite: fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constant(true as const) },
    {
      weight: 3,
      arbitrary: fc.record({
        before: fc.constantFrom('', '+'),
        stage: number,
        after: fc.constantFrom('', '+'),
      }),
    },
  ),
  cache: fc.constantFrom('use', 'use', 'use', 'use', 'use', 'use', 'use', 'use', 'read', 'off'),
  concurrency: fc.integer({ min: 1, max: 4 }),
  lazy: fc.constantFrom('declared', 'declared', 'declared', 'all', 'none'),
  keepGoing: fc.boolean(),
  roundTrip: fc.constantFrom('trust', 'trust', 'trust', 'verify'),
  trouble: fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constantFrom('throw', 'throw', 'abort'),
        call: fc.integer({ min: 1, max: 6 }),
      }),
    },
  ),
})

/** A sequence of random edits and runs. */
export const episodes: fc.Arbitrary<readonly Episode[]> = fc.array(
  fc.record({ edits: fc.array(edit, { maxLength: 3 }), run: runPlan }),
  { minLength: 1, maxLength: 6, size: 'max' },
)
