import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** How the server treats the first attempts at a question, in turn. */
const moods = ['answer', 'fail', 'answer', 'answer', 'hang'] as const

/** Requests that it takes in one second; it refuses what is more, and says when to come again. */
const perSecond = 5

export interface ModelServer {
  readonly url: string
  /** Answers that were given. */
  readonly answered: () => number
  /** Everything that was asked for, refusals included. */
  readonly requests: () => number
  /** What was refused with status 429, because there was too much of it. */
  readonly refused: () => number
  readonly close: () => Promise<void>
}

/**
 * A stand-in for a paid service that answers questions: slow, limited, and sometimes broken, but always in the same way.
 *
 * @param breaksAfter answers after which it only fails; default: never
 */
export const startModelServer = async (breaksAfter = Number.POSITIVE_INFINITY): Promise<ModelServer> => {
  const attempts = new Map<string, number>()
  const taken: number[] = []
  let requests = 0
  let refused = 0
  let answered = 0
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    requests++
    const { model, question } = JSON.parse(await bodyOf(request)) as { model: string; question: string }
    if (!isWithinLimit(taken)) {
      refused++
      return void response.writeHead(429, { 'retry-after': '1' }).end('too many requests')
    }
    const id = `${model} ${question}`
    const attempt = attempts.get(id) ?? 0
    attempts.set(id, attempt + 1)
    const mood = attempt === 0 ? moods[(attempts.size - 1) % moods.length] : 'answer'
    if (mood === 'hang') return
    if (mood === 'fail' || answered >= breaksAfter) return void response.writeHead(503).end('overloaded')
    await pause(20)
    answered++
    response.writeHead(200, { 'content-type': 'text/plain' }).end(answerOf(model, question))
  }
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    answered: () => answered,
    requests: () => requests,
    refused: () => refused,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Whether fewer than `perSecond` requests were taken in the last second; then this one is taken, too. */
const isWithinLimit = (taken: number[]): boolean => {
  const now = performance.now()
  while (taken.length > 0 && (taken[0] ?? 0) < now - 1000) taken.shift()
  if (taken.length >= perSecond) return false
  taken.push(now)
  return true
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

/** `careful` adds; `hasty` adds, but forgets to carry. */
const answerOf = (model: string, question: string): string => {
  const [a = 0, b = 0] = (question.match(/\d+/gu) ?? []).map(Number)
  if (model === 'careful') return `The sum is ${a + b}.`
  return `${Math.floor(a / 10) * 10 + Math.floor(b / 10) * 10 + (((a % 10) + (b % 10)) % 10)}`
}
