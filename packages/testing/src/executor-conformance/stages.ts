import { readFile } from 'node:fs/promises'
import {
  aggregate,
  type ByRecord,
  json,
  lazy,
  type LazyHandle,
  stage,
  type StageContext,
} from '@stagewright/core'

// What facts about executors run. An executor that calls functions elsewhere loads this module there. Each stage has a
// version, so that it is the same one there whatever fingerprints its code.

const version = '1'

/** What a function throws that fails on purpose. */
export class NotReady extends RangeError {
  override readonly name = 'NotReady'
  readonly code = 'E_NOT_READY'
}

export const numbers = stage({ name: 'numbers', outputs: ['numbers'], cachers: [json()], version })(
  ({ params }: StageContext<{ n: number }>) => ({
    numbers: Array.from({ length: params.n }, (_, at) => at),
  }),
)

export const scaled = stage({
  name: 'scaled',
  inputs: ['numbers'],
  outputs: [lazy('scaled', { resolve: false })],
  cachers: [json()],
  version,
})(({ params }: StageContext<{ by: number }>, { numbers: given }: { numbers: number[] }) => ({
  scaled: given.map((value) => value * params.by),
}))

export const total = stage({
  name: 'total',
  inputs: ['scaled'],
  outputs: ['total'],
  cachers: [json()],
  version,
})(async (_: StageContext, { scaled: handle }: { scaled: LazyHandle<number[]> }) => ({
  total: (await handle.load()).reduce((sum, value) => sum + value, 0),
}))

export const totals = aggregate({
  name: 'totals',
  inputs: ['total'],
  outputs: ['totals'],
  cachers: [json()],
  version,
})((_: StageContext, records, { total: each }: { total: ByRecord<number, { by: number }> }) => ({
  totals: [...each].map(([{ params }, value]) => [params.by, value, records.length]),
}))

/** Counts the words of a file. */
export const words = stage({ name: 'words', outputs: ['words'], cachers: [json()], version })(
  async ({ params, file }: StageContext<{ path: string }>) => ({
    words: (await readFile(file(params.path), 'utf8')).split(' ').length,
  }),
)

export const tells = stage({ name: 'tells', outputs: ['told'], cachers: [json()], version })(({
  log,
  progress,
  report,
}: StageContext) => {
  log('first', { at: 1 })
  progress(1, 2)
  report({ kind: 'number', name: 'half', data: 0.5 })
  log('second')
  progress(2, 2)
  return { told: true }
})

export const fails = stage({ name: 'fails', outputs: ['never'], version })((): { never: number } => {
  throw new NotReady('the scale is not ready', { cause: new TypeError('no weights') })
})

/** Ends as soon as it is aborted, and only then. */
export const waits = stage({ name: 'waits', outputs: ['never'], version })(
  ({ signal }: StageContext) =>
    new Promise<{ never: number }>((_, reject) => {
      const timer = setInterval(() => {}, 1000)
      const stop = (): void => {
        clearInterval(timer)
        reject(new Error('stopped'))
      }
      if (signal.aborted) stop()
      else signal.addEventListener('abort', stop)
    }),
)

export const slow = stage({ name: 'slow', outputs: ['never'], version, timeoutMs: 200 })(
  ({ signal }: StageContext) =>
    new Promise<{ never: number }>((_, reject) => {
      const timer = setInterval(() => {}, 1000)
      signal.addEventListener('abort', () => {
        clearInterval(timer)
        reject(new Error('stopped'))
      })
    }),
)

/** Something that only the thread of the run has, where it is put there. */
export const heirloom: unique symbol = Symbol.for('@stagewright/testing heirloom')

export const staysHere = stage({ name: 'staysHere', outputs: ['found'], runs: 'here', version })(() => ({
  found: Reflect.get(globalThis, heirloom) as unknown,
}))

/** Values that have no cacher, and can be cloned. */
export const makesMap = stage({ name: 'makesMap', outputs: ['map'], version })(() => ({
  map: new Map([['a', new Date(0)]]),
}))

export const readsMap = stage({
  name: 'readsMap',
  inputs: ['map'],
  outputs: ['size'],
  cachers: [json()],
  version,
})((_: StageContext, { map }: { map: Map<string, Date> }) => ({
  size: [map.size, map.get('a')?.getTime() ?? -1],
}))

/** A value that cannot be cloned. */
export const makesFunction = stage({ name: 'makesFunction', outputs: ['double'], runs: 'here', version })(
  () => ({
    double: (n: number): number => n * 2,
  }),
)

export const usesFunction = stage({
  name: 'usesFunction',
  inputs: ['double'],
  outputs: ['four'],
  cachers: [json()],
  version,
})((_: StageContext, { double }: { double: (n: number) => number }) => ({ four: double(2) }))
