import {
  fileStore,
  json,
  memoryStore,
  pipeline,
  record,
  run,
  type RunEvent,
  stage,
  type ThreadsExecutor,
  threads,
} from 'stagewright'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as stages from './stages.ts'

const { numbers, scaled, total, where, keptHere, spins, throws } = stages

const sums = pipeline(numbers, scaled, total)
const grid = (n: number, bys: readonly number[], note = '') =>
  bys.map((by) => sums(record({ n, by, note }, { name: `by ${by}` })))

describe('steps of a TypeScript module that run in threads', () => {
  let folder: string
  let executor: ThreadsExecutor
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'stagewright-threads-'))
    executor = threads({ stages: pathToFileURL(join(__dirname, 'stages.ts')), size: 2 })
  })
  afterAll(async () => {
    await executor.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const errorOf = async (target: Parameters<typeof run>[0]) => {
    const result = await run(target, { store: memoryStore(), executor, keepGoing: true })
    const failed = result.steps.flatMap((step) => (step.outcome === 'failed' ? [step.error] : []))
    return { result, message: String(failed[0]?.message), cause: failed[0]?.cause }
  }

  test('give the artifacts that steps here give, and what they read counts parameter by parameter', async () => {
    const store = fileStore(join(folder, 'store'))
    const there = await run(grid(1000, [2, 3]), { store, executor })
    expect(there.counts.ran).toBe(5)
    const digests = async (executorOf: object, name: string) => {
      const targets = grid(1000, [2, 3])
      const result = await run(targets, { store: fileStore(join(folder, name)), ...executorOf })
      return targets.map((target) => {
        const artifact = result.artifact(target, 'total')
        return artifact.kind === 'artifact' && artifact.digest
      })
    }
    expect(await digests({ executor }, 'there')).toEqual(await digests({}, 'here'))
    expect((await run(grid(1000, [2, 3], 'never read'), { store })).counts.ran).toBe(0)
    expect((await run(grid(1000, [2, 5]), { store, executor })).counts.ran).toBe(2)
    await store.close()
  })

  test('run elsewhere, unless their specification keeps them here', async () => {
    const [elsewhere, here] = [where(record({})), keptHere(record({}))]
    const result = await run([elsewhere, here], { store: memoryStore(), executor })
    expect(await result.value(elsewhere, 'thread')).not.toBe(0)
    expect(await result.value(here, 'thread')).toBe(0)
  })

  test('tell of logs, progress and reports as they happen', async () => {
    const events: RunEvent[] = []
    await run(grid(7, [2]), { store: memoryStore(), executor, onEvent: (event) => events.push(event) })
    expect(events.flatMap((event) => (event.type === 'step-log' ? [event.parts.join(' ')] : []))).toEqual([
      'scaling 7',
    ])
    expect(
      events.flatMap((event) => (event.type === 'step-progress' ? [[event.done, event.total]] : [])),
    ).toEqual([[1, 2]])
    expect(events.flatMap((event) => (event.type === 'step-report' ? [event.report.name] : []))).toEqual([
      'length',
    ])
  })

  test('end in mid-loop when they take too long, and their thread is replaced', async () => {
    const { message } = await errorOf(spins(record({})))
    expect(message).toContain('300 ms')
    expect((await run(grid(3, [2]), { store: memoryStore(), executor })).counts.ran).toBe(3)
  })

  test('keep the class, the code and the cause of what they throw', async () => {
    const { cause } = await errorOf(throws(record({})))
    expect(cause).toMatchObject({ name: 'NotReady', code: 'E_NOT_READY', message: 'the scale is not ready' })
    expect((cause as Error).cause).toBeInstanceOf(RangeError)
  })

  test('fail by name for a stage that is another one there', async () => {
    const other = stage({ name: 'numbers', outputs: ['numbers'], cachers: [json()] })(function another({
      params,
    }: {
      params: { n: number }
    }) {
      return { numbers: [params.n] }
    })
    const { result, message } = await errorOf(other(record({ n: 1 })))
    expect(result.counts.failed).toBe(1)
    expect(message).toContain('numbers')
  })
})
