import { createServer, type Server } from 'node:http'
import { answerWith } from './answer.ts'
import { makeDoor } from './door.ts'
import type { ServeOptions } from './serve-options.ts'

/** A server of reports. */
export interface RunServer {
  /** With the token that is asked for. */
  readonly url: string
  /** Ends every connection. */
  readonly close: () => Promise<void>
}

/** Connections that are open at once. */
const mostConnections = 256
/** How long a connection on which nothing moves is kept open, in milliseconds. */
const idleMs = 60_000

/**
 * Serves the list of runs and each run's report to this machine alone, and follows runs that go on. Only those are
 * answered who know the token in `url`; names other than this machine's own are refused, so that a page of another site
 * cannot read it either.
 */
export const serveRuns = async (options: ServeOptions): Promise<RunServer> => {
  const door = makeDoor()
  const server: Server = createServer(answerWith(options, door, () => portOf(server)))
  server.maxConnections = mostConnections
  server.timeout = idleMs
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${portOf(server)}/?token=${door.token}`,
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
