import type { ServerResponse } from 'node:http'

/** Streams that are open at once. Browsers open one for each page. */
const mostStreams = 64
/** Bytes that wait for one client: more is not sent to it until it has read them. */
const mostWaiting = 1 << 20
/** Bytes that wait for all clients together. */
const mostInAll = 64 << 20
/** How long a client may leave unread what was sent, in milliseconds. */
const patienceMs = 30_000

/** How often a client is sent something, so that its connection is not taken for idle, in milliseconds. */
const pingMs = 20_000

/**
 * Sends an event to one client.
 *
 * @returns false where the client has not read what was sent before: then nothing is sent, and nothing is stored for it
 */
export type Say = (event: string, data: string | Buffer) => boolean

/** Streams of events, so bounded that clients that do not read cost little, and not for long. */
export interface Streams {
  /** `begin` gives what stops it. False where there are too many: then nothing was begun. */
  readonly open: (response: ServerResponse, begin: (say: Say) => () => void) => boolean
}

export const makeStreams = (): Streams => {
  const all = new Set<ServerResponse>()
  const waiting = (): number => [...all].reduce((sum, { writableLength }) => sum + writableLength, 0)
  return {
    open: (response, begin) => {
      if (all.size >= mostStreams) return false
      all.add(response)
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      response.flushHeaders()
      let stalledSince: number | undefined
      const say: Say = (event, data) => {
        const isStalled =
          response.writableLength > mostWaiting || (response.writableLength > 0 && waiting() > mostInAll)
        if (isStalled) {
          stalledSince ??= Date.now()
          if (Date.now() - stalledSince > patienceMs) response.destroy()
          return false
        }
        stalledSince = undefined
        response.write(`event: ${event}\ndata: `)
        response.write(data)
        response.write('\n\n')
        return true
      }
      const stop = begin(say)
      const timer = setInterval(() => {
        if (response.writableLength === 0) response.write(': still here\n\n')
      }, pingMs)
      response.on('close', () => {
        clearInterval(timer)
        all.delete(response)
        stop()
      })
      return true
    },
  }
}
