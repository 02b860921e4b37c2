// A pipeline behind HTTP. Three things are worth a look: all requests share one store, so that what one has made, or is
// making, no other makes again; a client that goes away aborts its run, and what had finished is kept; and an error's
// sentence goes to the client only where it is this library's own.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { record, run, RunAbortedError, type RunEvent, type Store, StagewrightError } from 'stagewright'
import { simulate } from './simulation.ts'

/**
 * Answers `GET /walk?seed=1&steps=1000`. Each request is a run of its own; all runs share the store, so what one made,
 * or is making, no other makes again.
 */
export const makeService = (store: Store, onEvent?: (event: RunEvent) => void): Server =>
  createServer((request, response) => {
    void answer(request, response, store, onEvent)
  })

const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  store: Store,
  onEvent: ((event: RunEvent) => void) | undefined,
): Promise<void> => {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost')
  const seed = Number(searchParams.get('seed'))
  const steps = Number(searchParams.get('steps'))
  if (!Number.isInteger(seed) || !Number.isInteger(steps) || steps < 1)
    return reply(response, 400, { error: `'seed' and 'steps' are whole numbers.` })
  // #region request
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(new Error('the client went away'))
  })
  try {
    const walked = simulate(record({ seed, steps }))
    const result = await run(walked, { store, signal: gone.signal, onEvent })
    reply(response, 200, { ...(await result.value(walked, 'summary')), executed: result.counts.ran })
  } catch (error) {
    if (error instanceof RunAbortedError) return
    reply(response, 500, { error: error instanceof StagewrightError ? error.message : 'internal error' })
  }
  // #endregion request
}

const reply = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`)
}
