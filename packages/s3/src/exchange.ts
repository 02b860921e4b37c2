import {
  Agent as HttpAgent,
  type ClientRequest,
  type IncomingMessage,
  request as httpRequest,
} from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { AwsV4Signer } from 'aws4fetch'
import type { S3Credentials } from './credentials.ts'

/** A request as it is signed. */
export interface Question {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  /** Of the body. */
  readonly sha256?: string
}

export interface Signing {
  readonly credentials: S3Credentials
  readonly region: string
  /** In milliseconds since 1970, by the server's clock. */
  readonly at: number
}

/** A connection that says nothing for so long is given up, in milliseconds. */
export const longestSilenceMs = 20_000

export const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

const agents = { keepAlive: true, maxSockets: 32, timeout: 60_000 }
const plain = new HttpAgent(agents)
const secure = new HttpsAgent(agents)

/**
 * Sends one request, and gives the answer as soon as its head is there.
 *
 * @param silenceMs after which a server that says nothing counts as broken
 */
export const exchange = async (
  question: Question,
  signing: Signing,
  silenceMs: number = longestSilenceMs,
): Promise<IncomingMessage> => {
  const { method, body, sha256 = emptySha256 } = question
  const { accessKeyId, secretAccessKey, sessionToken } = signing.credentials
  const { url, headers } = await new AwsV4Signer({
    method,
    url: question.url,
    headers: { ...question.headers, 'x-amz-content-sha256': sha256 },
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
    service: 's3',
    region: signing.region,
    datetime: new Date(signing.at).toISOString().replaceAll(/[:-]|\.\d{3}/gu, ''),
  }).sign()
  const isSecure = url.protocol === 'https:'
  return new Promise((resolve, reject) => {
    const sent: ClientRequest = (isSecure ? httpsRequest : httpRequest)(url, {
      method,
      agent: isSecure ? secure : plain,
      headers: {
        ...Object.fromEntries(headers),
        ...(body !== undefined && { 'content-length': String(body.length) }),
      },
    })
    let silence: NodeJS.Timeout | undefined
    const listen = (): void => {
      clearTimeout(silence)
      silence = setTimeout(() => sent.destroy(new Error('the server does not answer')), silenceMs)
    }
    listen()
    sent.on('response', (answer) => {
      clearTimeout(silence)
      resolve(answer)
    })
    sent.on('drain', listen)
    sent.on('error', (error) => {
      clearTimeout(silence)
      reject(error)
    })
    sendInPieces(sent, body, listen)
  })
}

const pieceSize = 1 << 18

/** A server that takes a large body slowly is not silent. */
const sendInPieces = (sent: ClientRequest, body: Uint8Array | undefined, onSent: () => void): void => {
  let at = 0
  const next = (): void => {
    if (body === undefined || at >= body.length) return void sent.end()
    const piece = body.subarray(at, at + pieceSize)
    at += piece.length
    sent.write(piece, (error) => {
      if (error !== null && error !== undefined) return
      onSent()
      next()
    })
  }
  next()
}

/** The answer's body in chunks. Rejects where it ends early, or where nothing comes for too long. */
export async function* chunksOf(
  answer: IncomingMessage,
  silenceMs: number = longestSilenceMs,
): AsyncGenerator<Uint8Array> {
  const chunks = answer[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  try {
    for (;;) {
      const silence = setTimeout(() => answer.destroy(new Error('the server stopped sending')), silenceMs)
      const next = await chunks.next().finally(() => clearTimeout(silence))
      if (next.done === true) break
      yield next.value
    }
    if (!answer.complete) throw new Error('the connection was cut')
  } finally {
    if (!answer.complete) answer.destroy()
  }
}

/** A short answer's text. */
export const textOf = async (answer: IncomingMessage): Promise<string> => {
  const parts: Uint8Array[] = []
  for await (const chunk of chunksOf(answer)) parts.push(chunk)
  return Buffer.concat(parts).toString()
}
