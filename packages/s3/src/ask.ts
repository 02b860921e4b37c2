import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type RemoteCallOptions, RemoteError } from '@stagewright/core'
import type { Credentials } from './credentials.ts'
import { exchange, longestSilenceMs, type Question, type Signing, textOf } from './exchange.ts'
import { elementOf } from './xml.ts'

/** So long a server is asked again before it counts as unreachable, in milliseconds. */
const usualPatienceMs = 120_000
const firstPauseMs = 100
const longestPauseMs = 10_000
const largestSkewMs = 60_000

/** An answer that says no, with the code that S3 gives. */
export interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly headers: IncomingMessage['headers']
}

export type Answer =
  | { readonly isWell: true; readonly answer: IncomingMessage; readonly attempts: number }
  | { readonly isWell: false; readonly refusal: Refusal; readonly attempts: number }

/** Asks a server, again where that may help. */
export interface Asker {
  /**
   * What the server answers. What it cannot do now is asked for again, after pauses of random length.
   *
   * @throws RemoteError where the server cannot be reached, or refuses the credentials
   */
  readonly ask: (question: Question, options?: RemoteCallOptions) => Promise<Answer>
  /**
   * The whole answer as a text, asked for again where it comes in part.
   *
   * @throws RemoteError also where the server says no
   */
  readonly askText: (question: Question, options?: RemoteCallOptions) => Promise<string>
  /** The server's clock. */
  readonly now: () => number
}

/** What tells how long to go on. */
export interface Patience {
  /** After a failure: waits, or throws because it takes too long. */
  readonly wait: (problem: string, cause?: unknown) => Promise<void>
  readonly leftMs: () => number
}

export const createPatience = (patienceMs: number = usualPatienceMs): Patience => {
  const startedAt = performance.now()
  let pause = firstPauseMs
  const leftMs = (): number => patienceMs - (performance.now() - startedAt)
  return {
    leftMs,
    wait: async (problem, cause) => {
      const pauseMs = pause * Math.random()
      if (leftMs() <= pauseMs) throw new RemoteError('unreachable', `It did not answer: ${problem}.`, cause)
      pause = Math.min(2 * pause, longestPauseMs)
      await sleep(pauseMs)
    },
  }
}

export const createAsker = (name: string, credentials: Credentials, region: () => Promise<string>): Asker => {
  let skewMs = 0
  const now = (): number => Date.now() + skewMs
  const signing = async (): Promise<Signing> => ({
    credentials: await credentials.now(),
    region: await region(),
    at: now(),
  })
  /** Whether another clock was learnt from the answer. */
  const learnTime = ({ headers }: IncomingMessage): boolean => {
    const date = Date.parse(headers.date ?? '')
    if (Number.isNaN(date)) return false
    const before = skewMs
    const skew = date + 500 - Date.now()
    // Within a second or two the clocks agree.
    skewMs = Math.abs(skew) < 2000 ? 0 : skew
    return Math.abs(skewMs - before) > largestSkewMs
  }
  const ask: Asker['ask'] = async (question, { patienceMs } = {}) => {
    const patience = createPatience(patienceMs)
    let hasRenewed = false
    for (let attempts = 1; ; attempts++) {
      let problem = ''
      let cause: unknown
      try {
        const silenceMs = Math.max(100, Math.min(longestSilenceMs, patience.leftMs()))
        const answer = await exchange(question, await signing(), silenceMs)
        const hasLearnt = learnTime(answer)
        const status = answer.statusCode ?? 0
        if (status >= 200 && status < 300) return { isWell: true, answer, attempts }
        const refusal = await refusalOf(answer, status)
        if (refusal.code === 'RequestTimeTooSkewed' && hasLearnt) continue
        if (isExpired(refusal) && !hasRenewed) {
          hasRenewed = true
          credentials.forget()
          continue
        }
        if (!isPassing(refusal)) return { isWell: false, refusal, attempts }
        problem = `${status} ${refusal.code}`.trim()
      } catch (thrown) {
        if (thrown instanceof RemoteError) throw thrown
        problem = describe(thrown)
        cause = thrown
      }
      await patience.wait(problem, cause)
    }
  }
  return {
    now,
    ask,
    askText: async (question, options = {}) => {
      const patience = createPatience(options.patienceMs)
      for (;;) {
        const answer = await ask(question, options)
        if (!answer.isWell) throw refused(name, answer.refusal)
        try {
          return await textOf(answer.answer)
        } catch (thrown) {
          await patience.wait(describe(thrown), thrown)
        }
      }
    },
  }
}

const refusalOf = async (answer: IncomingMessage, status: number): Promise<Refusal> => {
  const text = await textOf(answer)
  return {
    status,
    code: elementOf(text, 'Code') ?? '',
    message: elementOf(text, 'Message') ?? '',
    headers: answer.headers,
  }
}

const isPassing = ({ status, code }: Refusal): boolean =>
  (status >= 500 && status !== 501) ||
  status === 429 ||
  status === 408 ||
  ['RequestTimeout', 'SlowDown', 'OperationAborted', 'ConditionalRequestConflict'].includes(code)

const isExpired = ({ code }: Refusal): boolean => code === 'ExpiredToken' || code === 'TokenRefreshRequired'

const describe = (thrown: unknown): string => {
  const code = propertyOf(thrown, 'code')
  const message = propertyOf(thrown, 'message')
  if (code === 'ECONNREFUSED') return 'nothing listens at its address'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its address is not known; is there a network?'
  // What connects to several addresses has an empty message.
  return message || code || 'the connection failed'
}

const propertyOf = (thrown: unknown, name: string): string =>
  typeof thrown === 'object' && thrown !== null ? String(Reflect.get(thrown, name) ?? '') : ''

/** What a refusal is to the caller. */
export const refused = (name: string, { status, code, message, headers }: Refusal): RemoteError => {
  const region = headers['x-amz-bucket-region']
  if (status === 301 || status === 307 || code === 'AuthorizationHeaderMalformed')
    return new RemoteError(
      'refused',
      `${name} is in another region${typeof region === 'string' ? ` (${region})` : ''}: name it, with AWS_REGION or { region }.`,
    )
  const said = [code, message].filter((part) => part !== '').join(': ')
  return new RemoteError(
    'refused',
    `${name} refused the request (${status}${said === '' ? '' : ` ${said}`}).`,
  )
}
