import {
  json,
  lazy,
  makeEngine,
  memoryStore,
  record,
  stage,
  StageExecutionError,
  type StageContext,
  text,
} from '@stagewright/core'
import { given, rehearse } from '@stagewright/testing'
import '@stagewright/testing/jest'
import { compare, download, fit, knn, load, measure } from './knn'

const train = [
  { x: 1, isNear: true },
  { x: 9, isNear: false },
]

describe('a rehearsal', () => {
  it('runs one stage with the inputs that it was given', async () => {
    const { outputs } = await rehearse(fit(given(record({ k: 2 }), { train })))
    expect(outputs.model).toEqual({ border: 2, of: 2 })
    expect(outputs.train).toBe(train)
  })

  it('tells what the function logged, how far it came, and what it reported', async () => {
    const { logs, progress, reports } = await rehearse(fit(given(record({ k: 2 }), { train })))
    expect(logs).toEqual([['fitting', 2]])
    expect(progress).toEqual([
      { done: 1, total: 2 },
      { done: 2, total: 2 },
    ])
    expect(reports).toEqual([{ kind: 'number', name: 'points', data: 2 }])
  })

  it('tells what the function read, and not what it could have read', async () => {
    const { reads } = await rehearse(fit(given(record({ k: 2, depth: 3 }), { train })))
    expect(reads).toEqual({ params: ['k'], files: [], env: [], name: false })
  })

  it('lends files and variables', async () => {
    const { outputs, reads } = await rehearse(download(record({ source: 'big.txt' }, { name: 'page' })), {
      files: { 'big.txt': 'small.txt' },
      env: { USER: 'ada' },
    })
    expect(outputs.page).toBe('page by ada from small.txt')
    expect(reads).toEqual({ params: ['source'], files: ['big.txt'], env: ['USER'], name: true })
  })

  it('knows no variables but those that it was lent', async () => {
    const { outputs } = await rehearse(download(record({ source: 'big.txt' }, { name: 'page' })))
    expect(outputs.page).toBe('page by nobody from big.txt')
  })

  it('takes a handle of its own making in the place of a big artifact', async () => {
    const page = { load: () => Promise.resolve('four'), path: () => Promise.resolve('page.txt') }
    const { outputs } = await rehearse(measure(given(record({}), { page })))
    expect(outputs.length).toBe(4)
  })

  it('gives the value of an output that stages get as a handle', async () => {
    const rows = stage({ outputs: [lazy('rows', { resolve: false })], cachers: [json()] })(function rows() {
      return { rows: [1, 2] }
    })
    const { outputs } = await rehearse(rows(record({})))
    expect(outputs.rows.length).toBe(2)
  })

  it('runs a pipeline, and gives what is between its stages, too', async () => {
    const { outputs } = await rehearse(knn(record({ size: 6, k: 3 })))
    expect(outputs).toMatchObject({ model: { border: 3, of: 6 }, accuracy: 1 })
  })

  it('runs an aggregate over records that were given', async () => {
    const scored = [1, 2].map((k) => given(record({ k }, { name: `k=${k}` }), { accuracy: k / 2 }))
    const { outputs, reads } = await rehearse(compare(record({}), scored))
    expect(outputs.table).toEqual([
      { name: 'k=1', k: 1, share: 0.5 },
      { name: 'k=2', k: 2, share: 1 },
    ])
    expect(reads.params).toEqual(['records[0].k', 'records[1].k'])
    expect(reads.name).toBe(true)
  })

  it('fails as a run does, with what the function threw as the cause', async () => {
    const failing = rehearse(fit(given(record({ k: 0 }, { name: 'none' }), { train })))
    await expect(failing).rejects.toThrow(StageExecutionError)
    await expect(failing).rejects.toMatchObject({
      stage: 'fit',
      record: 'none',
      cause: new RangeError('k is too small'),
    })
  })

  it('saves where it is told to, and runs whatever is there', async () => {
    const store = memoryStore()
    const fitted = fit(given(record({ k: 2 }), { train }))
    expect((await rehearse(fitted, { store })).logs).toHaveLength(1)
    expect((await rehearse(fitted, { store })).logs).toHaveLength(1)
    expect(await makeEngine().plan(fitted, { store })).toRun([])
  })

  it('refuses what a cacher cannot hold', async () => {
    // The cast stands for a value that came from outside, whose type says less than it is.
    const bad = stage({ outputs: ['day'], cachers: [json()] })(function bad() {
      return { day: new Date(0) as unknown as string }
    })
    await expect(rehearse(bad(record({})))).rejects.toThrow(/'day'/u)
  })

  it('refuses a parameter that is changed', async () => {
    const careless = stage({ outputs: ['k'], cachers: [text()] })(function careless({
      params,
    }: StageContext<{ k: string }>) {
      Object.assign(params, { k: 'other' })
      return { k: params.k }
    })
    await expect(rehearse(careless(record({ k: 'one' })))).rejects.toThrow(/read-only/u)
  })

  it('is aborted by its signal', async () => {
    const stopped = AbortSignal.abort(new Error('enough'))
    await expect(rehearse(load(record({ size: 3 })), { signal: stopped })).rejects.toThrow(/abort/iu)
  })
})
