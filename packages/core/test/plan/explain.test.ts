import {
  aggregate,
  type ByRecord,
  explain,
  json,
  makeEngine,
  memoryStore,
  record,
  stage,
  type StageContext,
} from '@stagewright/core'

const { plan, run, accept } = makeEngine()

/** Two stages; `version` stands for the code of the first one. */
const pipelineOf = (version: string) => {
  const load = stage({ outputs: ['rows'], cachers: [json()], version })(function load({
    params,
  }: StageContext<{ size: number }>) {
    return { rows: Array.from({ length: params.size }, (_, index) => index) }
  })
  const sum = stage({ inputs: ['rows'], outputs: ['sum'], cachers: [json()] })(function sum(
    _: StageContext,
    { rows }: { rows: number[] },
  ) {
    return { sum: rows.reduce((total, row) => total + row, 0) }
  })
  return (size: number) => sum(load(record({ size }, { name: 'a' })))
}

describe('explain', () => {
  test('tells the parameter that changed, with its old and new value', async () => {
    const store = memoryStore()
    await run(pipelineOf('1')(3), { store })
    const explanation = explain(await plan(pipelineOf('1')(4), { store }), 'load')
    expect(explanation.reason).toEqual({
      type: 'changed',
      changes: [{ type: 'parameter', path: 'size', record: 'a', before: '3', after: '4' }],
    })
    expect(explanation.text).toBe(`load@a runs: parameter 'size' changed from 3 to 4`)
  })

  test('follows a step that waits for its inputs to the steps that run', async () => {
    const store = memoryStore()
    await run(pipelineOf('1')(3), { store })
    const explanation = explain(await plan(pipelineOf('2')(3), { store }), 'sum@a')
    expect(explanation.text.split('\n')).toEqual([
      `sum@a may run: only if 'rows' changes`,
      `  load@a runs: code changed: now uses version 2; no longer uses version 1`,
    ])
  })

  test('tells how many records an aggregate gets, and nothing of records that it no longer gets', async () => {
    const measure = stage({ outputs: ['size'], cachers: [json()] })(function measure({
      params,
    }: StageContext<{ size: number }>) {
      return { size: params.size }
    })
    const compare = aggregate({ inputs: ['size'], outputs: ['sizes'], cachers: [json()] })(function compare(
      _: StageContext,
      __: readonly unknown[],
      { size }: { size: ByRecord<number, { size: number }> },
    ) {
      return { sizes: [...size].map(([member, value]) => [member.params.size, value]) }
    })
    const over = (...sizes: readonly number[]) =>
      compare(
        record({}, { name: 'all' }),
        sizes.map((size) => measure(record({ size }, { name: `of ${size}` }))),
      )
    const store = memoryStore()
    await run(over(1, 2), { store })
    const fewer = explain(await plan(over(2), { store }), 'compare')
    expect(fewer.text).toBe('compare@all runs: it gets 1 record instead of 2')
    const more = explain(await plan(over(1, 2, 3), { store }), 'compare')
    expect(more.text).toBe('compare@all runs: it gets 3 records instead of 2')
  })

  test('tells which of the declared dependencies changed', async () => {
    const weigh = (weight: number) =>
      stage({ name: 'weigh', outputs: ['weight'], cachers: [json()], deps: ['unit', weight] })(() => ({
        weight: 1,
      }))
    const wrapped = (weight: number) => weigh(weight)(record({}, { name: 'a' }))
    const store = memoryStore()
    await run(wrapped(1), { store })
    expect(explain(await plan(wrapped(2), { store }), 'weigh@a').text).toBe(
      'weigh@a runs: code changed: dependency 2',
    )
  })

  test('names the step that was meant where there is none of that name', async () => {
    const made = await plan(pipelineOf('1')(3), { store: memoryStore() })
    expect(() => explain(made, 'lod')).toThrow(`The plan has no step 'lod'. Did you mean 'load'?`)
  })
})

describe('accept', () => {
  test('makes the next run reuse what an earlier version made, and says what was accepted', async () => {
    const store = memoryStore()
    await run(pipelineOf('1')(3), { store })
    const accepted = await accept(pipelineOf('2')(3), ['load'], { store })
    expect(accepted).toMatchObject([
      { step: 'load@a', text: 'code changed: now uses version 2; no longer uses version 1' },
    ])
    const { counts } = await run(pipelineOf('2')(3), { store })
    expect(counts).toEqual({ ran: 0, reused: 1, skipped: 1, failed: 0, blocked: 0 })
  })

  test('changes nothing for steps that are not named', async () => {
    const store = memoryStore()
    await run(pipelineOf('1')(3), { store })
    await accept(pipelineOf('2')(3), ['sum'], { store }).catch(() => {})
    expect((await plan(pipelineOf('2')(3), { store })).counts.run).toBe(1)
  })

  test('refuses a stage that never ran', async () => {
    await expect(accept(pipelineOf('1')(3), ['load'], { store: memoryStore() })).rejects.toThrow(
      'load@a cannot be accepted: its stage has never run. Run it first.',
    )
  })
})
