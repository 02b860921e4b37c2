import { type PlanError, record, stage } from 'stagewright'
import * as untyped from '../support/untyped.ts'
import { failureOf, workbench } from '../support/workbench.ts'
import { one } from '../../../testing/src/store-conformance/one.ts'

class Client extends EventTarget {
  readonly url = 'a'
}
const client = new Client()
let calls = 0
export const noteCall = (): number => ++calls

const load = stage({ outputs: ['rows'] })(function load() {
  return { rows: [client.url, calls] }
})
const count = stage({ inputs: ['rows'], outputs: ['count'] })(function count(
  _: unknown,
  { rows }: { rows: readonly unknown[] },
) {
  return { count: rows.length + calls }
})
const followed = stage({ outputs: ['one'] })(function followed() {
  return { one: 1 }
})
const subjects = [
  'load: the class instance `client` (Client)',
  'load: the mutable binding `calls`',
  'count: the mutable binding `calls`',
]

describe('what cannot be followed', () => {
  test('is a warning, once for each stage, however often the stage is applied', async () => {
    const { plan } = workbench()
    const { warnings } = await plan([count(load(record({ a: 1 }))), count(load(record({ a: 2 })))])
    expect(warnings.map(({ stage: name, subject }) => `${name}: ${subject}`).toSorted()).toEqual(
      subjects.toSorted(),
    )
    expect(new Set(warnings.map(({ type }) => type))).toEqual(new Set(['untracked-code']))
  })

  test('is a warning of the run, in its result and in an event after its beginning', async () => {
    const bench = workbench()
    const target = count(load(record({ a: 1 })))
    const { warnings } = await bench.plan(target)
    const told = await bench.run(target)
    expect(told.warnings).toEqual(warnings.map(({ type, message }) => ({ type, message })))
    const [start, ...others] = told.events
    expect(start?.type).toBe('run-started')
    expect(others.slice(0, 3)).toEqual(
      told.warnings.map((warning) => ({ type: 'warning', at: expect.any(Number), warning })),
    )
  })

  test('is an error under strict, all of them at once, before anything runs or is kept', async () => {
    const bench = workbench()
    const target = count(load(record({})))
    for (const attempt of [bench.plan, bench.run]) {
      // What is rejected here is of this type, as the next line proves.
      const error = (await failureOf(attempt(target, { strict: true }))) as unknown as PlanError
      expect(error._tag).toBe('PlanError')
      expect(error.errors.map(({ _tag: tag }) => tag)).toEqual(subjects.map(() => 'UntrackedCodeError'))
      for (const subject of subjects) {
        const [name, what] = subject.split(': ')
        expect(error.message).toContain(`Stage '${name}' uses ${what}, which cannot be followed`)
      }
    }
    const session = await bench.store.open({ readOnly: true })
    expect([...(await one(session).executions())]).toEqual([])
    expect((await bench.run(target)).called).toEqual(['count', 'load'])
  })

  test('comes together with other mistakes', async () => {
    const unwired = untyped.stage({ inputs: ['nowhere'], outputs: ['x'] })(function unwired() {
      return { x: calls }
    })
    const { message } = await failureOf(workbench().plan(unwired(record({})), { strict: true }))
    expect(message).toContain("needs the input 'nowhere'")
    expect(message).toContain('the mutable binding `calls`')
  })

  test('is nothing where all of it can be followed', async () => {
    const { counts } = await workbench().run(followed(record({})), { strict: true })
    expect(counts.ran).toBe(1)
  })

  test('is what a version stands for', async () => {
    const versioned = stage({ outputs: ['rows'], version: 1 })(function versioned() {
      return { rows: [client.url, calls] }
    })
    const { warnings } = await workbench().plan(versioned(record({})), { strict: true })
    expect(warnings).toEqual([])
  })

  test('is told of functions in deps, also beside a version', async () => {
    const helped = stage({ outputs: ['x'], version: 1, deps: [noteCall] })(function helped() {
      return { x: 1 }
    })
    const { warnings } = await workbench().plan(helped(record({})))
    expect(warnings.map(({ subject }) => subject)).toEqual(['the mutable binding `calls`'])
    const { _tag: tag } = await failureOf(workbench().plan(helped(record({})), { strict: true }))
    expect(tag).toBe('UntrackedCodeError')
  })
})
