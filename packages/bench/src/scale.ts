// A chain of 100,001 stages without cachers, and a ladder of 40 diamonds: how long planning and running take, and what
// the process holds at most. Run: npm run bench:scale
import { cpus } from 'node:os'
import { memoryStore, plan, record, run, stage } from 'stagewright'
import { timed } from './timed.ts'

const length = Number(process.argv[2] ?? 100_000)
const rungs = 40

const first = stage({ outputs: ['n'], name: 'first' })(() => ({ n: 0 }))
const next = stage({ inputs: ['n'], outputs: ['n'], name: 'next' })((_, { n }: { n: number }) => ({
  n: n + 1,
}))
const left = stage({ inputs: ['n'], outputs: ['a'], name: 'left' })((_, { n }: { n: number }) => ({ a: n }))
const right = stage({ inputs: ['n'], outputs: ['b'], name: 'right' })((_, { n }: { n: number }) => ({ b: n }))
const join = stage({ inputs: ['a', 'b'], outputs: ['n'], name: 'join' })(
  (_, { a, b }: { a: number; b: number }) => ({ n: Math.max(a, b) + 1 }),
)

const mustBe = (found: unknown, wanted: number): void => {
  if (found !== wanted) throw new Error(`The last value is ${String(found)}, and not ${wanted}.`)
}

const main = async (): Promise<void> => {
  console.log(`node ${process.version}, ${cpus()[0]?.model}, ${cpus().length} cores`)
  let chain = first(record({}))
  for (let at = 0; at < length; at++) chain = next(chain)
  await timed(`${length + 1} in a chain, planned`, () => plan(chain, { store: memoryStore() }))
  const ran = await timed(`${length + 1} in a chain, run`, () => run(chain, { store: memoryStore() }))
  mustBe(await ran.value(chain, 'n'), length)

  let ladder = first(record({}))
  for (let at = 0; at < rungs; at++) ladder = join(right(left(ladder)))
  await timed(`${rungs} diamonds, planned`, () => plan(ladder, { store: memoryStore() }))
  const climbed = await timed(`${rungs} diamonds, run`, () => run(ladder, { store: memoryStore() }))
  mustBe(await climbed.value(ladder, 'n'), rungs)
  console.log(`${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB at most`)
}

await main()
