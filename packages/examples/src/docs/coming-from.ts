import { readFileSync } from 'node:fs'
import {
  aggregate,
  type ByRecord,
  fork,
  json,
  pipeline,
  record,
  run,
  stage,
  type StageContext,
  type Store,
  text,
} from 'stagewright'

const parse = (csv: string): number[] => csv.split(/\s+/u).filter(Boolean).map(Number)
const deviation = (data: readonly number[], degree: number): number =>
  data.reduce((sum, value, index) => sum + Math.abs(value - index ** degree), 0)

// #region targets
const readData = stage({ outputs: ['data'], cachers: [json()] })(function readData(
  context: StageContext<{ file: string }>,
) {
  return { data: parse(readFileSync(context.file(context.params.file), 'utf8')) }
})

const fit = stage({ inputs: ['data'], outputs: ['error'], cachers: [json()] })(function fit(
  { params }: StageContext<{ degree: number }>,
  { data }: { data: readonly number[] },
) {
  return { error: deviation(data, params.degree) }
})

const best = aggregate({ inputs: ['error'], outputs: ['degree'], cachers: [json()] })(function best(
  _: StageContext,
  _models,
  { error }: { error: ByRecord<number, { degree: number }> },
) {
  const [first] = [...error].toSorted(([, a], [, b]) => a - b)
  return { degree: first?.[0].params.degree ?? 0 }
})

const experiment = (file: string) => {
  const read = readData(record({ file }))
  return best(
    record({}),
    [1, 2, 3].map((degree) => fit(fork(read, { degree }))),
  )
}
// #endregion targets

export const bestDegree = async (file: string, store: Store) => {
  const target = experiment(file)
  const result = await run(target, { store })
  return result.value(target, 'degree')
}

// #region turborepo
const download = stage({ outputs: ['data'], cachers: [text()], retries: 3 })(async function download({
  env,
  signal,
}: StageContext) {
  const response = await fetch(env('SOURCE_URL') ?? '', { signal })
  return { data: await response.text() }
})

const train = stage({ inputs: ['data'], outputs: ['model'], cachers: [json()] })(function train(
  _: StageContext,
  { data }: { data: string },
) {
  return { model: { words: data.split(' ').length } }
})

const trained = pipeline(download, train)(record({}))
// #endregion turborepo

export { trained }
