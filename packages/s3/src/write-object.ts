import { createHash } from 'node:crypto'
import { type RemoteBody, RemoteError, type RemotePutOptions } from '@stagewright/core'
import { type Asker, refused } from './ask.ts'
import { textOf } from './exchange.ts'
import { elementOf } from './xml.ts'

/** Larger bodies are sent in parts of at least so many bytes, each of which can be sent again. */
const partSize = 16 << 20
const mostParts = 10_000

export interface ObjectAddress {
  /** In messages. */
  readonly remote: string
  readonly url: string
}

/** In the object's own metadata: an ETag is no digest where objects are encrypted or came in parts. */
const digestHeader = 'x-amz-meta-sha256'

/** Writes an object. In memory is never more than one part. */
export const writeObject = async (
  asker: Asker,
  address: ObjectAddress,
  body: RemoteBody,
  options: RemotePutOptions,
  conditions: { areKnown: boolean },
): Promise<'written' | 'there'> =>
  body.size <= partSize
    ? writeAtOnce(asker, address, body, options, conditions)
    : writeInParts(asker, address, body, options)

const writeAtOnce = async (
  asker: Asker,
  { remote, url }: ObjectAddress,
  body: RemoteBody,
  options: RemotePutOptions,
  conditions: { areKnown: boolean },
): Promise<'written' | 'there'> => {
  const [bytes] = await collect(partsOf(body, Math.max(1, body.size)))
  const content = bytes ?? new Uint8Array()
  for (;;) {
    const isConditional = conditions.areKnown && options.replace !== true
    const answer = await asker.ask(
      {
        method: 'PUT',
        url,
        body: content,
        sha256: body.sha256,
        headers: { [digestHeader]: body.sha256, ...(isConditional && { 'if-none-match': '*' }) },
      },
      options,
    )
    if (answer.isWell) {
      answer.answer.resume()
      return 'written'
    }
    const { status, code } = answer.refusal
    // What an earlier attempt wrote, whose answer was lost, is this call's as well.
    if (status === 412) return answer.attempts > 1 && (await isOurs(asker, url, body)) ? 'written' : 'there'
    if (isConditional && (status === 501 || code === 'NotImplemented' || code === 'InvalidArgument')) {
      // Names tell the content: without conditions the same is written twice.
      conditions.areKnown = false
      continue
    }
    throw refused(remote, answer.refusal)
  }
}

const isOurs = async (asker: Asker, url: string, { sha256, size }: RemoteBody): Promise<boolean> => {
  const found = await asker.ask({ method: 'HEAD', url })
  if (!found.isWell) return false
  found.answer.resume()
  const { headers } = found.answer
  return headers[digestHeader] === sha256 && Number(headers['content-length']) === size
}

const writeInParts = async (
  asker: Asker,
  { remote, url }: ObjectAddress,
  body: RemoteBody,
  options: RemotePutOptions,
): Promise<'written'> => {
  const begun = await asker.askText({
    method: 'POST',
    url: `${url}?uploads`,
    headers: { [digestHeader]: body.sha256 },
  })
  const upload = elementOf(begun, 'UploadId')
  if (upload === undefined)
    throw new RemoteError('refused', `${remote} did not begin to take an object in parts.`)
  const id = encodeURIComponent(upload)
  try {
    const tags: string[] = []
    const size = Math.max(partSize, Math.ceil(body.size / mostParts))
    for await (const part of partsOf(body, size)) {
      const answer = await asker.ask(
        {
          method: 'PUT',
          url: `${url}?partNumber=${tags.length + 1}&uploadId=${id}`,
          body: part,
          sha256: createHash('sha256').update(part).digest('hex'),
        },
        options,
      )
      if (!answer.isWell) throw refused(remote, answer.refusal)
      answer.answer.resume()
      tags.push(answer.answer.headers.etag ?? '')
    }
    await complete(asker, { remote, url }, id, tags, body)
    return 'written'
  } catch (thrown) {
    // Parts that stay cost money until the bucket's own rules remove them.
    await asker
      .ask({ method: 'DELETE', url: `${url}?uploadId=${id}` }, { patienceMs: 5000 })
      .then((answer) => answer.isWell && answer.answer.resume())
      .catch(() => {})
    throw thrown
  }
}

const complete = async (
  asker: Asker,
  { remote, url }: ObjectAddress,
  id: string,
  tags: readonly string[],
  body: RemoteBody,
): Promise<void> => {
  const parts = tags.map((tag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${tag}</ETag></Part>`)
  const content = Buffer.from(
    `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join('')}</CompleteMultipartUpload>`,
  )
  const answer = await asker.ask({
    method: 'POST',
    url: `${url}?uploadId=${id}`,
    body: content,
    sha256: createHash('sha256').update(content).digest('hex'),
    headers: { 'content-type': 'application/xml' },
  })
  if (answer.isWell) {
    // It begins to answer before it knows how it ends.
    const text = await textOf(answer.answer).catch(() => '')
    if (elementOf(text, 'ETag') !== undefined) return
  }
  // An earlier attempt may have completed it.
  if (await isOurs(asker, url, body)) return
  if (!answer.isWell) throw refused(remote, answer.refusal)
  throw new RemoteError('unreachable', `${remote} did not put the parts of an object together.`)
}

/**
 * The body in parts of this size, the last one smaller. The last part is given once all bytes are proven.
 *
 * @throws RemoteError where the body is not what it was said to be
 */
async function* partsOf(body: RemoteBody, size: number): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  let part = Buffer.allocUnsafe(Math.min(size, Math.max(1, body.size)))
  let filled = 0
  let seen = 0
  for await (const chunk of body.open()) {
    hash.update(chunk)
    seen += chunk.length
    if (seen > body.size) throw isOther()
    for (let at = 0; at < chunk.length;) {
      if (filled === part.length) {
        yield part
        part = Buffer.allocUnsafe(size)
        filled = 0
      }
      const piece = chunk.subarray(at, at + part.length - filled)
      part.set(piece, filled)
      filled += piece.length
      at += piece.length
    }
  }
  if (seen !== body.size || hash.digest('hex') !== body.sha256) throw isOther()
  yield part.subarray(0, filled)
}

const isOther = (): RemoteError =>
  new RemoteError('refused', 'What was to be written is not what it was said to be: it changed meanwhile.')

const collect = async (parts: AsyncIterable<Uint8Array>): Promise<readonly Uint8Array[]> => {
  const all: Uint8Array[] = []
  for await (const part of parts) all.push(part)
  return all
}
