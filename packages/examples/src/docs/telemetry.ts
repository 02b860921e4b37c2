import type { Tracer } from '@opentelemetry/api'
import { traceRun } from '@stagewright/telemetry'
import { json, memoryStore, record, run, stage, type StageContext } from 'stagewright'

export const traced = async (tracer: Tracer) => {
  const square = stage({ outputs: ['square'], cachers: [json()] })(function square({
    params,
  }: StageContext<{ n: number }>) {
    return { square: params.n ** 2 }
  })
  const target = square(record({ n: 3 }))
  const store = memoryStore()
  // #region trace
  const result = await run(target, { store, onEvent: traceRun({ tracer }) })
  // #endregion trace
  return result.value(target, 'square')
}
