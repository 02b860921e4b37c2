import { setTimeout as sleep } from 'node:timers/promises'
import { fork, json, type RunEvent } from 'stagewright'
import * as untyped from '../support/untyped.ts'
import { failureOf, thrownBy, workbench } from '../support/workbench.ts'

const named = (name: string, spec: object, fn: (...args: any[]) => unknown) =>
  untyped.stage({ name, version: 1, ...spec })(fn)
const r = (name = 'r', params: object = {}) => untyped.record(params, { name })
const kept = (name: string, inputs: readonly string[] = []) =>
  named(name, { inputs, outputs: [name], cachers: [json()] }, () => ({ [name]: name }))
const check = (name: string, inputs: readonly string[] = [], fails = false) =>
  named(name, { inputs }, async () => {
    await sleep(20)
    if (fails) throw new Error(`${name} says no`)
  })
const keepGoing = { keepGoing: true }

describe('a stage without outputs', () => {
  test('guards what comes after it in the record’s chain: where it fails, that is not run', async () => {
    const order: string[] = []
    const publish = named('publish', { inputs: ['make'] }, () => void order.push('published'))
    const error = await failureOf(workbench().run(publish(check('check', ['make'], true)(kept('make')(r())))))
    expect(error).toMatchObject({ _tag: 'StageExecutionError', stage: 'check' })
    expect(order).toEqual([])
  })

  test('has ended before what comes after it begins, though nothing flows between them', async () => {
    const events: string[] = []
    const note = ({ type, ...event }: RunEvent) =>
      type.startsWith('step-') && events.push(`${type} ${'step' in event ? event.step : ''}`)
    const target = kept('train')(check('second')(check('first')(r())))
    await workbench().run(target, { onEvent: (event) => void note(event), concurrency: 4 })
    expect(events).toEqual([
      'step-started first@r',
      'step-finished first@r',
      'step-started second@r',
      'step-finished second@r',
      'step-started train@r',
      'step-finished train@r',
    ])
  })

  test('does not hold what comes before it, nor other records', async () => {
    const bench = workbench()
    const guarded = kept('late')(check('check', [], true)(kept('early')(r('guarded'))))
    const told = await bench.run([guarded, kept('other')(r('free'))], keepGoing)
    expect(Object.fromEntries(told.steps.map(({ id, outcome }) => [id, outcome]))).toEqual({
      'early@guarded': 'ran',
      'check@guarded': 'failed',
      'late@guarded': 'blocked',
      'other@free': 'ran',
    })
  })

  test('guards what is forked from the record', async () => {
    const told = await workbench().run(
      kept('late')(fork(check('check', [], true)(r('parent')), { k: 1 }, { name: 'child' })),
      keepGoing,
    )
    expect(told.steps.at(-1)).toMatchObject({ outcome: 'blocked', blockedBy: 'check@parent' })
  })

  test('guards an aggregate of the record', async () => {
    const all = untyped.aggregate({ name: 'all', inputs: ['make'], outputs: ['n'], version: 1 })(() => ({
      n: 1,
    }))
    const members = ['good', 'bad'].map((name) =>
      check(`check ${name}`, ['make'], name === 'bad')(kept('make')(r(name))),
    )
    const told = await workbench().run(all(r('of all'), members), keepGoing)
    expect(told.steps.at(-1)).toMatchObject({
      outcome: 'blocked',
      blockedBy: 'check bad@bad',
      after: ['check good@good', 'check bad@bad'],
    })
  })

  test('keeps nothing that is reused from being reused, and makes nothing run', async () => {
    const bench = workbench()
    const target = (fails: boolean) => kept('late')(check('check', [], fails)(r()))
    await bench.run(target(false))
    const told = await bench.run(target(true), keepGoing)
    expect(told.steps.map(({ outcome }) => outcome)).toEqual(['failed', 'reused'])
    expect((await bench.run(target(false))).called).toEqual(['check'])
  })

  test('holds what only turns out to need running, and not what turns out the same', async () => {
    const bench = workbench()
    const target = (version: number, fails: boolean) =>
      kept('after change', ['changing'])(
        kept('after same', ['same'])(
          check(
            'check',
            [],
            fails,
          )(
            named(
              'make',
              { outputs: ['changing', 'same'], cachers: [json(), json()], version },
              async () => ({ changing: version, same: 1 }),
            )(r()),
          ),
        ),
      )
    await bench.run(target(1, false))
    const told = await bench.run(target(2, true), keepGoing)
    expect(Object.fromEntries(told.steps.map(({ stage, outcome }) => [stage, outcome]))).toEqual({
      make: 'ran',
      check: 'failed',
      'after same': 'reused',
      'after change': 'blocked',
    })
  })

  test('is in no key: adding one runs it alone', async () => {
    const bench = workbench()
    await bench.run(kept('late')(kept('early')(r())))
    expect((await bench.run(kept('late')(check('check')(kept('early')(r()))))).called).toEqual(['check'])
  })

  test('that waits for an input which fails is blocked, and so is all after it', async () => {
    const broken = named('broken', { outputs: ['x'] }, () => {
      throw new Error('no')
    })
    const told = await workbench().run(kept('late')(check('check', ['x'])(broken(r()))), keepGoing)
    expect(told.steps.map(({ outcome, blockedBy }) => [outcome, blockedBy])).toEqual([
      ['failed', undefined],
      ['blocked', 'broken@r'],
      ['blocked', 'broken@r'],
    ])
    expect(told.counts).toEqual({ ran: 0, reused: 0, skipped: 0, failed: 1, blocked: 2 })
  })

  test('lets values that are not kept be made meanwhile, and what needs them waits for both', async () => {
    const bench = workbench()
    const order: string[] = []
    const target = (k: number) => {
      const make = named('make', { outputs: ['x'] }, () => ({ x: order.push('make') }))
      const guard = named('guard', {}, async () => {
        await sleep(30)
        order.push('guard')
      })
      const use = named('use', { inputs: ['x'], outputs: ['y'], cachers: [json()] }, ({ params }) => ({
        y: order.push('use') + params.k,
      }))
      return use(guard(make(r('r', { k }))))
    }
    await bench.run(target(1))
    order.length = 0
    await bench.run(target(2), { concurrency: 2 })
    expect(order).toEqual(['make', 'guard', 'use'])
  })

  test('makes one edge for each step, however many there are', async () => {
    const [make, guard] = [kept('make'), named('guard', {}, () => {})]
    let target = r()
    for (let index = 0; index < 5000; index++) target = make(guard(target))
    const { steps } = await workbench().plan(target)
    expect(steps.reduce((edges, { after }) => edges + after.length, 0)).toBe(9999)
  })
})

describe('a plan', () => {
  const target = () => kept('train')(check('prepare')(r()))

  test('shows what begins after what apart from what an artifact flows to', async () => {
    const plan = await workbench().plan(target())
    expect(plan.steps[1]).toMatchObject({ dependsOn: [], after: ['prepare@r'] })
    expect(plan.toDot()).toContain('s0 -> s1 [style=dashed]')
    expect(plan.toMermaid()).toContain('s0 -.-> s1')
  })

  test('takes what comes before by order along with +name, and forces nothing by name+', async () => {
    const bench = workbench()
    await bench.run(target())
    const plan = await bench.plan(target(), { overwrite: ['prepare+'] })
    expect(plan.steps.map(({ decision }) => decision)).toEqual(['run', 'reuse'])
  })
})

test('a pipeline that holds an aggregate is refused, and the error shows how it is written', () => {
  const compare = untyped.aggregate({ name: 'compare', version: 1 })(() => {})
  for (const members of [[compare], [kept('a'), compare]]) {
    const error = thrownBy(() => untyped.pipeline(...members))
    expect(error._tag).toBe('InvalidArgumentError')
    expect(error.message).toContain(`number ${members.length}, 'compare', is an aggregate`)
    expect(error.message).toContain('rest(compare(record(params), records))')
  }
})
