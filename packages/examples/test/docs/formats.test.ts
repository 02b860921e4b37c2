import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { changing, querying, streaming } from '../../src/docs/formats'
import { traced } from '../../src/docs/telemetry'

describe('the code of the docs', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'docs-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('on formats converts, streams and queries', async () => {
    const { calls, value, plan } = await changing(join(folder, 'changing'))
    expect(calls).toBe(1)
    expect(value).toHaveLength(2)
    expect(plan).toContain("'sales' is converted from csv to parquet")
    expect(await streaming(join(folder, 'streaming'))).toBe(100)
    expect(await querying(join(folder, 'querying'))).toEqual([33_334, 33_333])
  })

  it('on telemetry gives a span for the run and one for the step', async () => {
    const exporter = new InMemorySpanExporter()
    const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
    expect(await traced(provider.getTracer('docs'))).toBe(9)
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['square', 'stagewright run'])
  })
})
