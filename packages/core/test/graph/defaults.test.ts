import { aggregate, memoryStore, record, run, stage } from 'stagewright'

const step = stage.with({ retries: 2, timeoutMs: 1000 })

describe('stage.with', () => {
  it('gives a stage the settings that its specification leaves out', () => {
    const made = step({ outputs: ['n'], retries: 5 })(function made() {
      return { n: 1 }
    })
    expect(made.spec).toEqual({ outputs: ['n'], retries: 5, timeoutMs: 1000 })
    expect(made.name).toBe('made')
  })

  it('begins with the settings of the builder that it comes from', () => {
    const slow = step.with({ timeoutMs: 9000 })({ outputs: ['n'] })(function slow() {
      return { n: 1 }
    })
    const usual = step({ outputs: ['n'] })(function usual() {
      return { n: 1 }
    })
    expect(slow.spec).toEqual({ outputs: ['n'], retries: 2, timeoutMs: 9000 })
    expect(usual.spec.timeoutMs).toBe(1000)
  })

  it('tries a failing function as often as the defaults allow', async () => {
    let calls = 0
    const flaky = stage.with({ retries: 1 })({ outputs: ['n'] })(function flaky() {
      calls++
      if (calls === 1) throw new Error('once')
      return { n: calls }
    })
    const target = flaky(record({}))
    const result = await run(target, { store: memoryStore() })
    expect(await result.value(target, 'n')).toBe(2)
  })

  it('does the same for aggregates', () => {
    const gather = aggregate.with({ retries: 1 })({ outputs: ['n'] })(function gather() {
      return { n: 1 }
    })
    expect(gather.spec).toEqual({ outputs: ['n'], retries: 1 })
  })
})
