import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { RunDocument } from '../document/run-document.ts'
import { listRuns, readRun } from '../document/kept-runs.ts'
import { runLines } from '../document/run-lines.ts'
import { makeIndexPage, makeRunPage } from '../page/make-page.ts'
import type { LoadReports } from '../page/show-reports.ts'
import { followRun } from './follow-run.ts'

export interface ServeOptions {
  /** Where runs are kept: `runsFolder(store)`. */
  readonly folder: string
  /** What people see as the store's name. */
  readonly store: string
  /** Opens the store for one page: one that was opened earlier may not know what was made since. */
  readonly openReports: () => Promise<OpenReports>
  /** Default: any that is free. */
  readonly port?: number | undefined
}

/** Reads what stages reported, until it is closed. */
export interface OpenReports {
  readonly load: LoadReports
  readonly close: () => Promise<void>
}

/** A server of reports. */
export interface RunServer {
  readonly url: string
  /** Ends every connection. */
  readonly close: () => Promise<void>
}

/** How often folders are looked at while somebody looks on, in milliseconds. */
const lookMs = 400

/**
 * Serves the list of runs and each run's report to this machine alone, and follows runs that go on. A page of another
 * site cannot read it: names other than this machine's own are refused.
 */
export const serveRuns = async (options: ServeOptions): Promise<RunServer> => {
  const server = createServer((request, response) => {
    answer(request, response, options).catch((error: unknown) => {
      if (response.headersSent) return response.end()
      return send(response, 500, 'text/plain', `This page cannot be made: ${(error as Error).message}`)
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${portOf(server)}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** A page that another site's name was made to lead to comes with that name. */
const isOwnName = (request: IncomingMessage): boolean =>
  /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/u.test(request.headers.host ?? '')

const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  { folder, store, openReports }: ServeOptions,
): Promise<void> => {
  if (!isOwnName(request)) return send(response, 403, 'text/plain', 'Ask for 127.0.0.1 by its number.')
  if (request.method !== 'GET')
    return send(response, 405, 'text/plain', 'There is only something to be read here.')
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
  if (pathname === '/') {
    const runs = runLines(folder).map((line) => ({ ...line, href: `/run/${line.run}` }))
    return send(response, 200, 'text/html', makeIndexPage({ store, runs, events: '/events' }))
  }
  if (pathname === '/events') return tellNews(response, folder)
  const [, run = '', events] = /^\/run\/([^/]+)(\/events)?$/u.exec(pathname) ?? []
  const document = readRun(folder, run)
  if (document === undefined) return send(response, 404, 'text/plain', 'No such run is kept here.')
  if (events !== undefined) return stream(response, (say) => followRun(folder, run, lookMs, say))
  const reports = await openReports()
  try {
    const page = await makeRunPage(document, {
      loadReports: reports.load,
      before: runBefore(folder, document),
      index: '/',
      ...(document.status === 'running' ? { events: `/run/${run}/events` } : {}),
    })
    return send(response, 200, 'text/html', page)
  } finally {
    await reports.close()
  }
}

/** The run of the same experiment before this one. */
export const runBefore = (
  folder: string,
  { run, experiment, file }: RunDocument,
): RunDocument | undefined => {
  for (const other of listRuns(folder)) {
    if (other >= run) continue
    const document = readRun(folder, other)
    if (document?.experiment === experiment && document.file === file) return document
  }
  return undefined
}

const tellNews = (response: ServerResponse, folder: string): void => {
  const sight = (): string => listRuns(folder).join()
  const first = sight()
  stream(response, (say) => {
    const timer = setInterval(() => {
      if (sight() !== first) say('news', '')
    }, lookMs)
    return () => clearInterval(timer)
  })
}

type Say = (event: string, data: string) => void

const stream = (response: ServerResponse, begin: (say: Say) => () => void): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.flushHeaders()
  const stop = begin((event, data) => response.write(`event: ${event}\ndata: ${data}\n\n`))
  response.on('close', stop)
}

const send = (response: ServerResponse, status: number, type: string, body: string): void => {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-resource-policy': 'same-origin',
  })
  response.end(body)
}
