import {
  aggregate,
  type ByRecord,
  json,
  makeEngine,
  memoryStore,
  record,
  stage,
  type StageContext,
} from '@stagewright/core'

const calls: string[] = []

const numbers = stage({ outputs: ['numbers'], cachers: [json()] })(async function numbers({
  params,
}: StageContext<{ size: number }>) {
  calls.push('numbers')
  return { numbers: Array.from({ length: params.size }, (_, index) => index) }
})

const total = stage({ inputs: ['numbers'], outputs: ['total'], cachers: [json()] })(function total(
  _: StageContext,
  { numbers: given }: { numbers: number[] },
) {
  calls.push('total')
  return { total: given.reduce((sum, number) => sum + number, 0) }
})

const largest = aggregate({ inputs: ['total'], outputs: ['largest'], cachers: [json()] })(function largest(
  _: StageContext,
  __,
  { total: totals }: { total: ByRecord<number> },
) {
  calls.push('largest')
  return { largest: Math.max(...totals.values()) }
})

/** Runs a pipeline twice on one store, and tells what was called and what came out. */
export const pipelineInPage = async (): Promise<unknown> => {
  const { run } = makeEngine()
  const store = memoryStore()
  const target = () =>
    largest(
      record({}),
      [3, 5].map((size) => total(numbers(record({ size })))),
    )
  const first = target()
  const cold = await run(first, { store })
  const value = await cold.value(first, 'largest')
  // Records run side by side, so their calls come in any order.
  const callsWhenCold = calls.toSorted()
  const warm = await run(target(), { store })
  return { value, callsWhenCold, callsInAll: calls.length, warm: warm.counts }
}
