import { memoryStore, record, run, stage, threads } from 'stagewright'
import { misbehaving, table, work } from './stages.mjs'

const executor = threads({ stages: new URL('./stages.mjs', import.meta.url), size: 2 })
const grid = (bys) =>
  table(
    record({}),
    bys.map((by) => work(record({ n: 4, by }, { name: `by ${by}` }))),
  )
const told = {}

const tracesIn = async (store) =>
  [...(await store.open({ readOnly: true })).executions()]
    .map(({ trace: { key, reads, outputs } }) => JSON.stringify([key, reads, outputs]))
    .toSorted()

const [here, there] = [memoryStore(), memoryStore()]
const logs = []
const onEvent = (event) => event.type === 'step-log' && logs.push(event.parts)
await run(grid([1, 2]), { store: here })
const target = grid([1, 2])
const first = await run(target, { store: there, executor, onEvent })
told.table = await first.value(target, 'table')
told.sameTraces = JSON.stringify(await tracesIn(here)) === JSON.stringify(await tracesIn(there))
told.logs = logs.length
told.again = (await run(grid([1, 2]), { store: there, executor })).counts
told.oneMore = (await run(grid([1, 3]), { store: there, executor })).counts

const failure = async (how, options = {}) => {
  const records = [how, 'well'].map((each) => misbehaving(record({ how: each }, { name: each })))
  const result = await run(records, { store: memoryStore(), executor, keepGoing: true, ...options })
  const { error } = result.steps.find(({ record: name }) => name === how)
  return { counts: result.counts, message: error?.message, cause: error?.cause }
}
const described = ({ counts, message, cause }) => ({
  ran: counts.ran,
  failed: counts.failed,
  message,
  cause: cause instanceof Error && {
    name: cause.constructor.name,
    isRange: cause instanceof RangeError,
    code: cause.code,
    errors: cause.errors?.map((each) => each instanceof TypeError),
  },
})
for (const how of ['exit', 'throw null', 'throw odd', 'stray', 'instance'])
  told[how] = described(await failure(how))

const limit = new AbortController()
setTimeout(() => limit.abort(), 1000)
const began = performance.now()
told.loop = await run(misbehaving(record({ how: 'loop' })), {
  store: memoryStore(),
  executor,
  signal: limit.signal,
}).catch((error) => error._tag)
told.loopEnded = performance.now() - began < 15_000

const odd = stage({ outputs: ['x'], name: 'elsewhere' })(() => ({ x: 1 }))
told.unknown = await run(odd(record({}, { name: 'r' })), { store: memoryStore(), executor }).catch(
  (error) => [error._tag, error.message.includes("exports no stage 'elsewhere'")],
)
let calls = 0
const kept = stage({ outputs: ['x'], name: 'kept', runs: 'here' })(() => ({ x: ++calls }))
await run(kept(record({})), { store: memoryStore(), executor })
told.calls = calls
console.log(JSON.stringify(told))
