import { context, trace } from '@opentelemetry/api'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { json, makeEngine, memoryStore, record, stage, type StageContext } from '@stagewright/core'
import { traceRun } from '../src/index.ts'

const exporter = new InMemorySpanExporter()
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
const tracer = provider.getTracer('test')
const { run } = makeEngine()
const spans = (): ReadableSpan[] => exporter.getFinishedSpans()
const named = (name: string): ReadableSpan => {
  const found = spans().find((span) => span.name === name)
  if (found === undefined) throw new Error(`There is no span ${name}.`)
  return found
}
beforeEach(() => exporter.reset())

const load = stage({ outputs: ['rows'], cachers: [json()] })(function load({
  params,
}: StageContext<{ n: number }>) {
  return { rows: params.n % 2 }
})
const fit = stage({ inputs: ['rows'], outputs: ['model'], cachers: [json()] })(function fit(
  _: StageContext,
  { rows }: { rows: number },
) {
  return { model: rows + 1 }
})

test('a run is a span, and each step that runs is one below it, linked to those it reads from', async () => {
  const target = fit(load(record({ n: 1 }, { name: 'one' })))
  const { run: id } = await run(target, { store: memoryStore(), onEvent: traceRun({ tracer }) })
  const [whole, first, second] = [named('stagewright run'), named('load'), named('fit')]
  expect(spans()).toHaveLength(3)
  expect(whole.parentSpanContext).toBeUndefined()
  expect(whole.attributes).toEqual({
    'stagewright.run': id,
    'stagewright.planned.run': 2,
    'stagewright.planned.maybe': 0,
    'stagewright.planned.reuse': 0,
    'stagewright.planned.skip': 0,
    'stagewright.steps.ran': 2,
    'stagewright.steps.reused': 0,
    'stagewright.steps.skipped': 0,
    'stagewright.steps.failed': 0,
    'stagewright.steps.blocked': 0,
  })
  for (const step of [first, second]) expect(step.parentSpanContext?.spanId).toBe(whole.spanContext().spanId)
  expect(first.attributes).toMatchObject({
    'stagewright.step': 'load@one',
    'stagewright.record': 'one',
    'stagewright.decision': 'run',
    'stagewright.reason': 'first run',
    'stagewright.outcome': 'ran',
  })
  expect(second.links.map(({ context: linked }) => linked.spanId)).toEqual([first.spanContext().spanId])
})

test('a step that may run and turns out to be reusable is a span that says so', async () => {
  const store = memoryStore()
  await run(fit(load(record({ n: 1 }, { name: 'one' }))), { store })
  await run(fit(load(record({ n: 3 }, { name: 'one' }))), { store, onEvent: traceRun({ tracer }) })
  expect(named('load').attributes).toMatchObject({ 'stagewright.outcome': 'ran' })
  expect(named('fit').attributes).toMatchObject({
    'stagewright.decision': 'maybe',
    'stagewright.outcome': 'reused',
  })
})

test('a failure is an exception of the step and of the run, and retries are events', async () => {
  const fail = stage({ outputs: ['x'], cachers: [json()], retries: 1 })(function fail(): { x: number } {
    throw new Error('no such thing')
  })
  const failing = run(fail(record({})), { store: memoryStore(), onEvent: traceRun({ tracer }) })
  await expect(failing).rejects.toThrow('no such thing')
  const step = named('fail')
  expect(step.status).toMatchObject({ code: 2, message: expect.stringContaining('no such thing') })
  expect(step.events.map(({ name }) => name)).toEqual(['retry', 'exception'])
  expect(step.attributes).toMatchObject({ 'stagewright.outcome': 'failed' })
  expect(named('stagewright run').status.code).toBe(2)
})

test('steps that still run when a run is aborted are ended as abandoned', async () => {
  const controller = new AbortController()
  const wait = stage({ outputs: ['x'], cachers: [json()] })(async function wait() {
    controller.abort()
    await new Promise((resolve) => setTimeout(resolve, 2000))
    return { x: 1 }
  })
  const options = { store: memoryStore(), signal: controller.signal, onEvent: traceRun({ tracer }) }
  await expect(run(wait(record({})), options)).rejects.toMatchObject({ _tag: 'RunAbortedError' })
  expect(named('wait').attributes).toMatchObject({ 'stagewright.outcome': 'abandoned' })
  expect(named('stagewright run').status.code).toBe(2)
})

test('a run can be part of a span of the caller', async () => {
  const outer = tracer.startSpan('outer')
  const parent = trace.setSpan(context.active(), outer)
  await run(load(record({ n: 1 })), { store: memoryStore(), onEvent: traceRun({ tracer, parent }) })
  outer.end()
  expect(named('stagewright run').parentSpanContext?.spanId).toBe(outer.spanContext().spanId)
})

test('without an SDK it does nothing, and a run without it knows nothing of it', async () => {
  const result = await run(load(record({ n: 1 })), { store: memoryStore(), onEvent: traceRun() })
  // An engine without Node's parts warns that it cannot see what functions captured; a listener that failed would warn, too.
  expect(result.warnings.map(({ type }) => type)).toEqual(['untracked-code'])
  await run(load(record({ n: 1 })), { store: memoryStore() })
  expect(spans()).toEqual([])
})
