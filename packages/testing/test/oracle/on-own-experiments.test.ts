import {
  aggregate,
  type ByRecord,
  experiment,
  json,
  makeEngine,
  record,
  stage,
  type StageContext,
} from '@stagewright/core'
import { auditDeterminism, checkIncremental, OracleFinding } from '../../src/oracle/index.ts'

let outside = 0

const load = stage({ outputs: ['rows'], cachers: [json()] })(function load({
  params,
}: StageContext<{ split: number }>) {
  return { rows: [1, 2, 3].map((row) => row * params.split) }
})
const fit = stage({ inputs: ['rows'], outputs: ['model'], cachers: [json()] })(function fit(
  { params }: StageContext<{ k: number }>,
  { rows }: { rows: number[] },
) {
  return { model: rows.map((row) => row + params.k) }
})
const peek = stage({ inputs: ['rows'], outputs: ['model'], cachers: [json()] })(function peek(
  _: StageContext,
  { rows }: { rows: number[] },
) {
  return { model: rows.map((row) => row + outside++) }
})
const compare = aggregate({ inputs: ['model'], outputs: ['table'], cachers: [json()] })(function compare(
  _: StageContext,
  __: unknown,
  { model }: { model: ByRecord<number[]> },
) {
  return { table: [...model.values()] }
})

const params = { a: { split: 1, k: 1 }, b: { split: 2, k: 1 }, c: { split: 2, k: 3 } }

const sound = experiment({
  name: 'sound',
  params,
  build: (records) =>
    compare(
      record({}),
      records.map((each) => fit(load(each))),
    ),
})
const drifting = experiment({
  name: 'drifting',
  params,
  build: (records) => records.map((each) => peek(load(each))),
})

test('an experiment of deterministic stages stands up to random edits', async () => {
  const { runs, executed, executedClean } = await checkIncremental(sound, { cases: 20 })
  expect(runs).toBeGreaterThan(40)
  expect(executed).toBeLessThan(executedClean)
})

test('an experiment whose results depend on something that nobody tracks is caught, with the edits', async () => {
  const failure = checkIncremental(drifting, { cases: 5 })
  await expect(failure).rejects.toThrow(OracleFinding)
  await expect(failure).rejects.toThrow(/^stale: 'model' of record 'a' is not what a clean run gives/u)
})

test('an engine that keeps what it must not is caught', async () => {
  const engine = makeEngine()
  const forgetful: typeof engine.run = (targets, options) =>
    engine.run(targets, { ...options, overwrite: true })
  await expect(checkIncremental(sound, { engine: { run: forgetful }, cases: 2 })).rejects.toThrow(
    /^needless: /u,
  )
})

test('steps that come out the same twice are nothing to tell', async () => {
  expect(await auditDeterminism(sound)).toEqual([])
})

test('a step that comes out differently is named, with its record and artifact, and what depends on it is not', async () => {
  const found = await auditDeterminism(
    experiment({
      name: 'drifting',
      params,
      build: (records) =>
        compare(
          record({}),
          records.map((each) => peek(load(each))),
        ),
    }),
  )
  expect(found).toHaveLength(2)
  expect(new Set(found.map(({ stage: name, artifact }) => `${name} ${artifact}`))).toEqual(
    new Set(['peek model']),
  )
})
