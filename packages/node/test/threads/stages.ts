import { json, lazy, type LazyHandle, stage, type StageContext } from 'stagewright'
import { threadId } from 'node:worker_threads'

/** A deliberate failure with what an error can carry. */
export class NotReady extends Error {
  override readonly name = 'NotReady'
  readonly code = 'E_NOT_READY'
}

export const numbers = stage({ outputs: ['numbers'], cachers: [json()] })(function numbers({
  params,
}: StageContext<{ n: number }>) {
  return { numbers: Array.from({ length: params.n }, (_, at) => at) }
})

export const scaled = stage({
  inputs: ['numbers'],
  outputs: [lazy('scaled', { resolve: false })],
  cachers: [json()],
})(function scaled(
  { params, log, progress, report }: StageContext<{ by: number }>,
  { numbers: given }: { numbers: number[] },
) {
  log('scaling', given.length)
  progress(1, 2)
  report({ kind: 'number', name: 'length', data: given.length })
  return { scaled: given.map((value) => value * params.by) }
})

export const total = stage({ inputs: ['scaled'], outputs: ['total'], cachers: [json()] })(
  async function total(_: StageContext, { scaled: handle }: { scaled: LazyHandle<number[]> }) {
    const given = await handle.load()
    return { total: given.reduce((sum, value) => sum + value, 0) }
  },
)

export const where = stage({ outputs: ['thread'] })(function where() {
  return { thread: threadId }
})

export const keptHere = stage({ outputs: ['thread'], runs: 'here' })(function keptHere() {
  return { thread: threadId }
})

export const spins = stage({ outputs: ['spun'], timeoutMs: 300 })(function spins(): { spun: number } {
  for (;;);
})

export const throws = stage({ outputs: ['never'] })(function throws(): { never: number } {
  throw new NotReady('the scale is not ready', { cause: new RangeError('too heavy') })
})
