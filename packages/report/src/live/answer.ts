import type { IncomingMessage, ServerResponse } from 'node:http'
import { readRun, runBefore } from '../document/kept-runs.ts'
import { makeComparePage, makeIndexPage, makeRunPage } from '../page/make-page.ts'
import { type Door, isOwnName } from './door.ts'
import { followRuns } from './follow-runs.ts'
import type { ServeOptions } from './serve-options.ts'
import { makeStreams, type Say } from './streams.ts'
import { makeTurns } from './turns.ts'

/** Pages that are made or sent at once, and requests that wait: a client that does not read holds a whole page. */
const pagesAtOnce = 16
const pagesWaiting = 64

const tooMany = 'Too many pages of this view are open. Close some and try again.'

/** What the server does with a request. */
export const answerWith = (
  { folder, store, openReports }: ServeOptions,
  door: Door,
  port: () => number,
): ((request: IncomingMessage, response: ServerResponse) => void) => {
  const streams = makeStreams()
  const follower = followRuns(folder)
  const turns = makeTurns(pagesAtOnce, pagesWaiting)

  const runPage = async (id: string): Promise<string | undefined> => {
    const document = readRun(folder, id)
    if (document === undefined) return undefined
    const reports = await openReports()
    try {
      return await makeRunPage(document, {
        loadReports: reports.load,
        codeTexts: reports.codeTexts,
        before: runBefore(folder, document),
        index: '/',
        ...(document.status === 'running' ? { events: `/run/${id}/events` } : {}),
      })
    } finally {
      await reports.close()
    }
  }
  const indexPage = (): string =>
    makeIndexPage({ store, runs: follower.lines(), events: '/events', compare: '/compare/' })
  const comparePage = async (one: string, other: string): Promise<string | undefined> => {
    const [before, after] = [readRun(folder, one), readRun(folder, other)]
    if (before === undefined || after === undefined) return undefined
    const { codeTexts, close } = await openReports()
    try {
      return await makeComparePage(before, after, { index: '/', codeTexts })
    } finally {
      await close()
    }
  }
  const stream = (response: ServerResponse, run: string | undefined): void => {
    const begin = run === undefined ? follower.list : (say: Say) => follower.run(run, say)
    if (!streams.open(response, begin)) send(response, 503, 'text/plain', tooMany)
  }
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isOwnName(request)) return send(response, 403, 'text/plain', 'Ask for 127.0.0.1 by its number.')
    if (request.method !== 'GET')
      return send(response, 405, 'text/plain', 'There is only something to be read here.')
    const address = addressOf(request)
    if (address === undefined) return send(response, 400, 'text/plain', 'This is no address.')
    if (!door.isOpenTo(request, address))
      return send(
        response,
        401,
        'text/plain',
        "Open the whole address that 'stagewright ui' printed, with its token.",
      )
    if (address.searchParams.has('token')) response.setHeader('set-cookie', door.cookie(port()))
    const [, one, other] = /^\/compare\/([^/]+)\/([^/]+)$/u.exec(address.pathname) ?? []
    const [, run, events] = /^\/(?:run\/([^/]+))?(\/?events)?$/u.exec(address.pathname) ?? []
    if (events !== undefined) return stream(response, run)
    const end = await turns.take()
    if (end === undefined) return send(response, 503, 'text/plain', tooMany)
    response.once('close', end)
    if (response.destroyed) return end()
    const page =
      run !== undefined
        ? await runPage(run)
        : one !== undefined && other !== undefined
          ? await comparePage(one, other)
          : address.pathname === '/'
            ? indexPage()
            : undefined
    if (page === undefined) return send(response, 404, 'text/plain', 'No such run is stored here.')
    return send(response, 200, 'text/html', page)
  }
  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy()
      else send(response, 500, 'text/plain', `This page cannot be made: ${(error as Error).message}`)
    })
  }
}

const addressOf = (request: IncomingMessage): URL | undefined => {
  try {
    return new URL(request.url ?? '/', 'http://127.0.0.1')
  } catch {
    return undefined
  }
}

const send = (response: ServerResponse, status: number, type: string, body: string): void => {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
  })
  response.end(body)
}
