import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileStore, memoryStore, run, type RunResult } from 'stagewright'
import { evaluation, tasksFor } from '../src/llm-evaluation/evaluation'
import { type ModelServer, startModelServer } from '../src/llm-evaluation/model-server'

const tasks = tasksFor(
  ['careful', 'hasty'],
  [
    [2, 3],
    [18, 7],
    [46, 55],
  ],
)

const asked = ({ steps }: RunResult) =>
  steps.filter(({ stage, outcome }) => stage === 'ask' && outcome === 'ran').length

describe('the evaluation of language models', () => {
  let server: ModelServer
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'llm-'))
  })
  afterEach(async () => {
    await server.close()
    rmSync(folder, { recursive: true })
  })

  it('gets an answer to each question from a server that fails, hangs, and refuses what is too much', async () => {
    server = await startModelServer()
    const target = evaluation(server.url, tasks)
    const retried: unknown[] = []
    const waits: unknown[] = []
    const result = await run(target, {
      store: memoryStore(),
      concurrency: 4,
      onEvent: (event) => {
        if (event.type === 'step-retried') retried.push(event)
        if (event.type === 'step-log') waits.push(event)
      },
    })
    expect(await result.value(target, 'scores')).toEqual({
      careful: { right: 3, of: 3 },
      hasty: { right: 1, of: 3 },
    })
    expect(server.answered()).toBe(6)
    expect(retried).toHaveLength(server.requests() - server.refused() - 6)
    expect(retried.length).toBeGreaterThanOrEqual(2)
    expect(server.refused()).toBeGreaterThan(0)
    expect(waits).toHaveLength(server.refused())
  })

  it('keeps the answers it got before the server broke, and asks only for the others later', async () => {
    server = await startModelServer(4)
    const store = fileStore(folder)
    const broken = await run(evaluation(server.url, tasks), { store, keepGoing: true })
    expect(asked(broken)).toBeGreaterThan(0)
    expect(broken.counts.failed).toBeGreaterThan(0)
    await server.close()
    server = await startModelServer()
    const target = evaluation(server.url, tasks)
    const result = await run(target, { store })
    expect(asked(result)).toBe(tasks.length - asked(broken))
    expect((await result.value(target, 'scores'))['careful']).toEqual({ right: 3, of: 3 })
  })
})
