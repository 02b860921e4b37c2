import { fileStore, json, record, snapshot, stage, type StageContext } from 'stagewright'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../support/temporary-folder.ts'
import * as untyped from '../support/untyped.ts'
import { failureOf, workbench } from '../support/workbench.ts'

const all = untyped.stage({ name: 'all', outputs: ['seen'], cachers: [json()], version: 1 })(
  ({ params }) => ({
    seen: Object.keys(params).length,
  }),
)
const whole = untyped.stage({ name: 'whole', outputs: ['seen'], cachers: [json()], version: 1 })(
  ({ params }) => ({
    seen: String(JSON.stringify(snapshot(params))).length,
  }),
)

/** Whether a stage that reads all parameters runs again when they change from one to the other. */
const runsAgain = async (before: object, after: object, options = {}): Promise<boolean> => {
  const bench = workbench()
  await bench.run([all, whole].map((read) => read(untyped.record(before, options))))
  const { called } = await bench.run([all, whole].map((read) => read(untyped.record(after, options))))
  return called.length > 0
}

describe('23. parameters are told apart by their values', () => {
  test('an absent parameter equals an undefined one', async () => {
    expect(await runsAgain({ a: 1 }, { a: 1, b: undefined })).toBe(false)
    expect(await runsAgain({ a: { b: undefined } }, { a: {} })).toBe(false)
    expect(await runsAgain({ a: 1 }, { a: 1, b: null })).toBe(true)
  })

  test('operational parameters never count', async () => {
    const options = { operational: ['workers'] }
    expect(await runsAgain({ a: 1, workers: 2 }, { a: 1, workers: 16 }, options)).toBe(false)
    expect(await runsAgain({ a: 1, workers: 2 }, { a: 2, workers: 2 }, options)).toBe(true)
  })

  test('an operational parameter may be anything at all, and can be read', async () => {
    const seen: unknown[] = []
    const read = untyped.stage({ name: 'read', version: 1 })(({ params }) => void seen.push(params.log(2)))
    await workbench().run(read(untyped.record({ log: (n: number) => n * 2 }, { operational: ['log'] })))
    expect(seen).toEqual([4])
  })

  test('represent gives what cannot be encoded a form that can', async () => {
    class Model {
      readonly layers: number
      readonly cache = Math.random()
      constructor(layers: number) {
        this.layers = layers
      }
    }
    const options = { represent: { model: (model: Model) => model.layers } }
    expect(await runsAgain({ model: new Model(2) }, { model: new Model(2) }, options)).toBe(false)
    expect(await runsAgain({ model: new Model(2) }, { model: new Model(3) }, options)).toBe(true)
  })

  test('a record without a name is called by a short digest of its parameters', () => {
    expect(record({ a: 1 }).name).toMatch(/^[0-9a-f]{8}$/u)
    expect(record({ a: 1, b: 2 }).name).toBe(record({ b: 2, a: 1 }).name)
    expect(record({ a: 1 }).name).not.toBe(record({ a: 2 }).name)
    expect(record({ a: 1, w: 1 }, { operational: ['w'] }).name).toBe(record({ a: 1 }).name)
  })
})

const fit = stage({ outputs: ['model'], cachers: [json()] })(function fit({
  params,
}: StageContext<{ k: number }>) {
  return { model: params.k }
})

describe('24. overwrite, dryRun, cache', () => {
  test('overwrite: true runs all again, and a list of names those', async () => {
    const bench = workbench()
    const next = stage({ inputs: ['model'], outputs: ['score'], cachers: [json()] })(function next(
      _: StageContext,
      { model }: { model: number },
    ) {
      return { score: model }
    })
    const target = next(fit(record({ k: 1 })))
    await bench.run(target)
    expect((await bench.run(target, { overwrite: true })).called).toEqual(['fit', 'next'])
    expect((await bench.run(target, { overwrite: ['next'] })).called).toEqual(['next'])
    expect((await bench.run(target, { overwrite: ['+next'] })).called).toEqual(['fit', 'next'])
    expect((await bench.run(target, { overwrite: false })).called).toEqual([])
    expect((await bench.run(target, { overwrite: [] })).called).toEqual([])
  })

  test('an overwrite names one record’s step by name@record', async () => {
    const bench = workbench()
    const targets = [1, 2].map((k) => fit(record({ k }, { name: `k${k}` })))
    await bench.run(targets)
    const told = await bench.run(targets, { overwrite: ['fit@k2'] })
    expect(told.steps.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['fit@k1', 'reused'],
      ['fit@k2', 'ran'],
    ])
  })

  test('a name that fits no stage is an InvalidArgumentError', async () => {
    const error = await failureOf(workbench().run(fit(record({ k: 1 })), { overwrite: ['fti'] }))
    expect(error).toMatchObject({ _tag: 'InvalidArgumentError' })
    expect(error.message).toContain("Did you mean 'fit'?")
  })

  test('dryRun plans, calls nothing, and writes nothing', async () => {
    const folder = join(temporaryFolder(), 'store')
    const told = await workbench(fileStore(folder)).run(fit(record({ k: 1 })), { dryRun: true })
    expect(told.called).toEqual([])
    expect(told.plan.counts.run).toBe(1)
    expect(existsSync(folder)).toBe(false)
  })

  test('cache: read uses what is there and writes nothing', async () => {
    const folder = temporaryFolder()
    const bench = workbench(fileStore(folder))
    await bench.run(fit(record({ k: 1 })))
    const before = readdirSync(folder, { recursive: true }).toSorted()
    const targets = [1, 2].map((k) => fit(record({ k })))
    const told = await bench.run(targets, { cache: 'read' })
    expect(told.called).toEqual(['fit'])
    expect(await Promise.all(targets.map((target) => told.value(target, 'model')))).toEqual([1, 2])
    expect((await bench.run(targets)).called).toEqual(['fit'])
    expect(readdirSync(folder, { recursive: true }).toSorted()).toEqual(before)
  })

  test('cache: off neither reads nor writes', async () => {
    const bench = workbench()
    const target = fit(record({ k: 1 }))
    await bench.run(target)
    const told = await bench.run(target, { cache: 'off' })
    expect(told.called).toEqual(['fit'])
    expect(await told.value(target, 'model')).toBe(1)
    const untouched = workbench(fileStore(join(temporaryFolder(), 'store')))
    await untouched.run(target, { cache: 'off' })
    expect(existsSync(untouched.store.name)).toBe(false)
  })
})
