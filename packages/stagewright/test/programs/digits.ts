import {
  aggregate,
  type ByRecord,
  type Executor,
  fork,
  json,
  lazy,
  record,
  type RecordView,
  run,
  stage,
  type StageContext,
} from 'stagewright'

// Runs a small experiment in the store of the working folder, and prints what was called and what came out.

const [k = '1', edit = ''] = process.argv.slice(2)
const called: string[] = []
const executor: Executor = {
  name: 'counting',
  execute: (call, channel) => {
    called.push(call.stage)
    return call.here(channel)
  },
}
const factor = edit === 'helper' ? 3 : 2
const scale = (x: number): number => x * factor

const load = stage({ outputs: [lazy('rows')], cachers: [json()] })(function load({ file }: StageContext) {
  file('data.csv')
  return { rows: [1, 2, 3] }
})
const clean = stage({ inputs: ['rows'], outputs: ['clean'] })(function clean(
  _: StageContext,
  { rows }: { rows: number[] },
) {
  return { clean: rows.map((row) => row + 1) }
})
const fit = stage({ inputs: ['clean'], outputs: ['model'], cachers: [json()] })(function fit(
  { params, env }: StageContext<{ k: number }>,
  { clean: rows }: { clean: number[] },
) {
  return { model: rows.map((row) => scale(row) * params.k + Number(env('OFFSET') ?? 0)) }
})
const compare = aggregate({ inputs: ['model'], outputs: ['table'], cachers: [json()] })(function compare(
  _: StageContext,
  records: readonly RecordView<{ k: number }>[],
  { model }: { model: ByRecord<number[], { k: number }> },
) {
  return { table: records.map((of) => [of.params.k, model.get(of)?.join(' ') ?? '']) }
})

const main = async (): Promise<void> => {
  const shared = clean(load(record({})))
  const grid = [Number(k), 10].map((each) => fit(fork(shared, { k: each })))
  const target = compare(record({}), grid)
  const result = await run(target, { executor })
  console.log(
    JSON.stringify({
      called: called.sort(),
      table: await result.value(target, 'table'),
      counts: result.counts,
    }),
  )
}
void main()
