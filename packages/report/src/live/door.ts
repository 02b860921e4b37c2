import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Decides who may read. */
export interface Door {
  /** Part of the address that people are given. */
  readonly token: string
  /** Gives those who came with the token in the address a cookie, so that links work without it. */
  readonly cookie: (port: number) => string
  readonly isOpenTo: (request: IncomingMessage, address: URL) => boolean
}

/** A page of another site that was made to lead here comes with that site's name. */
export const isOwnName = (request: IncomingMessage): boolean =>
  /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/u.test(request.headers.host ?? '')

/** Any user of this machine can connect: only those who know the token are answered. */
export const makeDoor = (): Door => {
  const token = randomBytes(24).toString('base64url')
  const expected = digest(token)
  const isToken = (text: string): boolean => timingSafeEqual(digest(text), expected)
  return {
    token,
    // Cookies are shared among the ports of a host, hence the port in its name.
    cookie: (port) => `stagewright-${port}=${token}; HttpOnly; SameSite=Strict; Path=/`,
    isOpenTo: (request, address) => {
      const given = address.searchParams.get('token')
      if (given !== null && isToken(given)) return true
      const cookies = (request.headers.cookie ?? '').split(/;\s*/u)
      return cookies.some((each) => /^stagewright-\d+=/u.test(each) && isToken(each.replace(/^[^=]*=/u, '')))
    },
  }
}

/** Of one length whatever was given, so that comparing takes the same time. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
