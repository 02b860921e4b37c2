import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { memoryStore, type RunEvent } from 'stagewright'
import { makeService } from '../src/http-service/service'

describe('the HTTP service', () => {
  let server: Server
  let url: string
  let events: RunEvent[]
  beforeEach(async () => {
    events = []
    server = makeService(memoryStore(), (event) => events.push(event)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/walk`
  })
  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })
  const get = async (query: string, signal?: AbortSignal) => {
    const response = await fetch(`${url}?${query}`, { signal: signal ?? null })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  const executed = (stage: string) =>
    events.filter(
      (event) => event.type === 'step-finished' && event.outcome === 'ran' && event.stage === stage,
    )

  it('executes a request once and answers the next one from the store', async () => {
    const first = await get('seed=1&steps=500')
    expect(first).toMatchObject({ status: 200, body: { executed: 2 } })
    const second = await get('seed=1&steps=500')
    expect(second).toEqual({ status: 200, body: { ...first.body, executed: 0 } })
  })

  it('executes once what several clients ask for at the same time', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => get('seed=2&steps=2000')))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(executed('walk')).toHaveLength(1)
    expect(executed('summarise')).toHaveLength(1)
  })

  it('stops the run of a client that goes away, and serves the next one', async () => {
    const client = new AbortController()
    const asked = get('seed=3&steps=2000000', client.signal)
    while (!events.some(({ type }) => type === 'step-progress')) await pause(5)
    client.abort()
    await expect(asked).rejects.toThrow()
    await pause(200)
    const seen = events.length
    await pause(200)
    expect(events).toHaveLength(seen)
    expect(executed('walk')).toHaveLength(0)
    expect(await get('seed=3&steps=500')).toMatchObject({ status: 200, body: { executed: 2 } })
  })

  it('refuses what is not a number', async () => {
    expect(await get('seed=one&steps=2')).toMatchObject({ status: 400 })
  })
})
