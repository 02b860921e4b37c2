import * as fc from 'fast-check'
import { artifactNames, fileNames, fileTexts, paramPaths, variableNames, variableValues } from './domain.ts'
import type { OutputPlan, Params, Place, Program, RecordPlan, Sight, StagePlan, StepPlan } from './program.ts'

const natural = (max: number): fc.Arbitrary<number> => fc.nat({ max })
/** Lengths up to the greatest are as likely as small ones. */
const whole = { size: 'max' } as const
const path = fc.constantFrom(...paramPaths)

const shallowSight: fc.Arbitrary<Sight> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ at: fc.constant('param' as const), path, ofMembers: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ at: fc.constant('keys' as const), path, ofMembers: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ at: fc.constant('has' as const), name: fc.constantFrom('gone', 'a') }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      at: fc.constantFrom('name' as const, 'operational' as const, 'snapshot' as const),
      ofMembers: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ at: fc.constant('file' as const), name: fc.constantFrom(...fileNames) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ at: fc.constant('env' as const), name: fc.constantFrom(...variableNames) }),
  },
  { weight: 1, arbitrary: fc.record({ at: fc.constant('file-named-by-param' as const), path }) },
)

const sight: fc.Arbitrary<Sight> = fc.oneof(
  { weight: 4, arbitrary: shallowSight },
  {
    weight: 2,
    arbitrary: fc.record({
      at: fc.constant('if-param' as const),
      path,
      // biome and oxlint take `then` for a promise's; here it is what follows a condition.
      then: shallowSight,
      ofMembers: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ at: fc.constant('if-input' as const), input: natural(3), then: shallowSight }),
  },
)

const someOutputs: fc.Arbitrary<readonly OutputPlan[]> = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom(...artifactNames),
    lazy: fc.constantFrom('no' as const, 'no' as const, 'value' as const, 'handle' as const),
    variety: fc.constantFrom(1, 2, 2, 3, 1000, 100_000),
    shape: fc.constantFrom(
      'number' as const,
      'number' as const,
      'text' as const,
      'object' as const,
      'view' as const,
    ),
  }),
  { minLength: 1, maxLength: 2, selector: ({ name }) => name },
)

const outputs = fc.oneof({ weight: 7, arbitrary: someOutputs }, { weight: 1, arbitrary: fc.constant([]) })

const names = fc.uniqueArray(fc.constantFrom(...artifactNames), { maxLength: 2 })

const general: fc.Arbitrary<StagePlan> = fc.record({
  inputs: names,
  outputs,
  keeping: fc.constantFrom(
    'json' as const,
    'json' as const,
    'json' as const,
    'boxed' as const,
    'none' as const,
  ),
  codeBy: fc.constantFrom('version' as const, 'fingerprint' as const),
  suppressMissingInputs: fc.boolean(),
  sights: fc.array(sight, { maxLength: 3 }),
  usesInputs: fc.constantFrom(true, true, true, false),
  isSource: fc.constant(false),
  pauses: natural(3),
})

const simplePaths: readonly (readonly string[])[] = [['a'], ['b']]

/** A source reads few things, so that what it fetches can be told apart by them. */
const source: fc.Arbitrary<StagePlan> = fc
  .tuple(general, fc.subarray([...simplePaths]))
  .map(([plan, paths]) => ({
    ...plan,
    inputs: [],
    outputs: plan.outputs.map((output) =>
      output.shape === 'view' ? { ...output, shape: 'object' } : output,
    ),
    sights: paths.map((read) => ({ at: 'param', path: read })),
    isSource: true,
  }))

const stagePlan = fc.oneof({ weight: 4, arbitrary: general }, { weight: 1, arbitrary: source })

export const place: fc.Arbitrary<Place> = fc.record({
  record: natural(7),
  short: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: natural(7) }),
})

/** Objects as people write them; fast-check draws some without a prototype, which JSON does not give back. */
const asWritten = { noNullPrototype: true }

const params: fc.Arbitrary<Params> = fc.record(
  {
    a: natural(2),
    b: natural(2),
    flag: fc.boolean(),
    group: fc.record(
      { c: natural(2), d: natural(1), deep: fc.record({ e: natural(1) }, asWritten) },
      asWritten,
    ),
    list: fc.array(natural(2), { maxLength: 2 }),
    workers: natural(3),
  },
  asWritten,
)

const step: fc.Arbitrary<StepPlan> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('stage' as const), stage: natural(5) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('aggregate' as const),
      aggregate: natural(2),
      members: fc.array(place, { minLength: 1, maxLength: 4, ...whole }),
    }),
  },
)

const recordPlan: fc.Arbitrary<RecordPlan> = fc.record({
  params,
  from: fc.option(place, { nil: undefined, freq: 3 }),
  steps: fc.array(step, { minLength: 1, maxLength: 7, ...whole }),
})

export const targets: fc.Arbitrary<readonly Place[]> = fc.array(place, {
  minLength: 1,
  maxLength: 4,
  ...whole,
})

/** Random pipelines: forks, aggregates of aggregates, diamonds, repeated stages, shadowed names, conditional reads. */
export const programs: fc.Arbitrary<Program> = fc.record({
  stages: fc.array(stagePlan, { minLength: 2, maxLength: 6, ...whole }),
  aggregates: fc.array(
    general.map((plan) => ({ ...plan, isSource: false })),
    { maxLength: 3, ...whole },
  ),
  records: fc.array(recordPlan, { minLength: 1, maxLength: 4, ...whole }),
  targets,
  files: fc.dictionary(fc.constantFrom(...fileNames), fc.constantFrom(...fileTexts)),
  env: fc.dictionary(fc.constantFrom(...variableNames), fc.constantFrom(...variableValues)),
})
