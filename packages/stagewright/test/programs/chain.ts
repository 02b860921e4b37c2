import { memoryStore, plan, record, run, stage, type StageContext } from 'stagewright'

// Plans and runs a chain of uncached stages, and prints how long it took, in seconds.

const length = Number(process.argv[2])
const begin = stage({ outputs: ['n'] })(function begin() {
  return { n: 0 }
})
const link = stage({ inputs: ['n'], outputs: ['n'] })(function link(_: StageContext, { n }: { n: number }) {
  return { n: n + 1 }
})
const timed = async <Answer>(work: () => Promise<Answer>): Promise<readonly [Answer, number]> => {
  const started = performance.now()
  return [await work(), (performance.now() - started) / 1000]
}
const main = async (): Promise<void> => {
  let target = begin(record({}))
  for (let at = 0; at < length; at++) target = link(target)
  const store = memoryStore()
  const [planned, planning] = await timed(() => plan(target, { store }))
  const [result, running] = await timed(() => run(target, { store }))
  console.log(
    JSON.stringify({
      steps: planned.steps.length,
      value: await result.value(target, 'n'),
      planning,
      running,
    }),
  )
}
void main()
