import { json, memoryStore, record, stage, type StageContext } from 'stagewright'
import * as untyped from '../support/untyped.ts'
import { failureOf, reportsOf, workbench } from '../support/workbench.ts'
import { one } from '../../../testing/src/store-conformance/one.ts'

const load = stage({ outputs: ['data'], cachers: [json()] })(function load({
  params,
}: StageContext<{ n: number }>) {
  return { data: Array.from({ length: params.n }, (_, i) => i) }
})
const sum = stage({ inputs: ['data'], outputs: ['total'], cachers: [json()] })(async function sum(
  { report }: StageContext,
  { data }: { data: number[] },
) {
  report({ kind: 'number', name: 'rows', data: data.length })
  await new Promise((resolve) => setTimeout(resolve, 20))
  return { total: data.reduce((a, b) => a + b) }
})

describe('25. an artifact’s metadata', () => {
  test('tells when, by which run, for which parameters and by which stage it was made, and of what', async () => {
    const before = Date.now()
    const bench = workbench()
    const target = sum(load(record({ n: 4 }, { name: 'four' })))
    const first = await bench.run(target)
    const second = await bench.run(target)
    const info = second.artifact(target, 'total')
    if (info.kind !== 'artifact') throw new Error('skipped')
    expect(info).toMatchObject({ size: 1, format: 'json', preview: '6' })
    expect(info.digest).toMatch(/^[0-9a-f]{64}$/u)
    expect(info.metadata).toMatchObject({
      stage: 'sum',
      record: 'four',
      run: first.run,
      params: '{n: 4}',
      inputs: ['load'],
    })
    expect(info.metadata.startedAt).toBeGreaterThanOrEqual(before)
    expect(info.metadata.durationMs).toBeGreaterThanOrEqual(15)
    expect(await info.load()).toBe(6)
  })

  test('has a constant size, however large values and parameters are', async () => {
    const bench = workbench()
    const sizeOf = async (n: number): Promise<number> => {
      const target = load(record({ n, filler: 'x'.repeat(n) }))
      const info = (await bench.run(target)).artifact(target, 'data')
      return JSON.stringify(info).length
    }
    expect(await sizeOf(50_000)).toBeLessThan((await sizeOf(500)) + 50)
  })

  test('has a constant size, however much a stage reports', async () => {
    const store = memoryStore()
    const sizeOf = async (n: number): Promise<number> => {
      const reporting = untyped.stage({ name: 'reporting', outputs: ['x'], cachers: [json()], version: n })(({
        report,
      }) => {
        for (let at = 0; at < n; at++) report({ kind: 'text', data: 'x'.repeat(n) })
        return { x: 1 }
      })
      const target = reporting(untyped.record({}))
      const told = await workbench(store).run(target)
      expect(await reportsOf(told, target, 'x')).toHaveLength(n)
      const session = await store.open({ readOnly: true })
      const [trace] = await one(session).latest('reporting', 1)
      await session.close()
      return JSON.stringify(trace).length
    }
    expect(await sizeOf(300)).toBeLessThan((await sizeOf(3)) + 50)
  })
})

describe('26. what a stage reports', () => {
  test('is kept and shown again when the stage is skipped', async () => {
    const bench = workbench()
    const target = sum(load(record({ n: 4 })))
    const first = await bench.run(target)
    const second = await bench.run(target)
    const report = { kind: 'number', name: 'rows', data: 4 }
    for (const told of [first, second]) {
      const info = told.artifact(target, 'total')
      expect(info.kind === 'artifact' && (await info.reports())).toEqual([report])
    }
    expect(first.events.filter(({ type }) => type === 'step-report')).toMatchObject([
      { stage: 'sum', report },
    ])
    expect(second.called).toEqual([])
  })

  test('in an attempt that failed is forgotten', async () => {
    let attempt = 0
    const flaky = untyped.stage({ name: 'flaky', outputs: ['x'], cachers: [json()], retries: 1, version: 1 })(
      ({ report }) => {
        attempt++
        report({ kind: 'number', name: 'attempt', data: attempt })
        if (attempt === 1) throw new Error('once')
        return { x: 1 }
      },
    )
    const target = flaky(untyped.record({}))
    const told = await workbench().run(target)
    expect(await reportsOf(told, target, 'x')).toMatchObject([{ data: 2 }])
  })
})

describe('30. timing', () => {
  test('is in events, steps and traces', async () => {
    const target = sum(load(record({ n: 4 })))
    const told = await workbench().run(target)
    const finished = told.events.find((event) => event.type === 'step-finished' && event.stage === 'sum')
    const step = told.steps.find(({ stage: name }) => name === 'sum')
    const info = told.artifact(target, 'total')
    const durations = [
      finished?.type === 'step-finished' ? finished.durationMs : 0,
      step?.durationMs ?? 0,
      info.kind === 'artifact' ? info.metadata.durationMs : 0,
    ]
    for (const duration of durations) expect(duration).toBeGreaterThanOrEqual(15)
    expect(told.durationMs).toBeGreaterThanOrEqual(15)
    expect(told.events.at(-1)).toMatchObject({ type: 'run-finished', counts: told.counts })
  })

  test('of what was not called is not told', async () => {
    const bench = workbench()
    const target = sum(load(record({ n: 4 })))
    await bench.run(target)
    const { steps } = await bench.run(target)
    expect(steps.map((step) => 'durationMs' in step)).toEqual([false, false])
  })
})

describe('31. the JSON cacher', () => {
  test.each([
    ['a Date', { rows: [{ when: new Date(0) }] }, 'rows[0].when'],
    ['a Map', { rows: new Map() }, 'rows'],
    ['NaN', { rows: [1, Number.NaN] }, 'rows[1]'],
    ['a function', { rows: { f: () => 1 } }, 'rows.f'],
    ['a bigint', { rows: 1n }, 'rows'],
    ['undefined in an array', { rows: [undefined] }, 'rows[0]'],
  ])('refuses %s and names its path', async (_, value, path) => {
    const odd = untyped.stage({ name: 'odd', outputs: ['value'], cachers: [json()], version: 1 })(() => ({
      value,
    }))
    const error = await failureOf(workbench().run(odd(untyped.record({}, { name: 'r' }))))
    expect(error).toMatchObject({ _tag: 'CacherError', stage: 'odd', record: 'r', artifact: 'value' })
    expect(error.message).toContain(path)
  })
})
