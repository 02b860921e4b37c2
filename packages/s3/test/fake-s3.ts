import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { wrongSignature } from './signature.ts'

/** What goes wrong with a request. */
export type Fault =
  | { readonly status: number; readonly code?: string }
  /** The server does what it was asked for, and the connection breaks before it says so. */
  | 'answer lost'
  /** Half of the answer's body comes. */
  | 'cut'
  /** Nothing comes. */
  | 'silent'
  | { readonly delayMs: number }

export interface Asked {
  readonly method: string
  /** Without the bucket; a listing's is empty. */
  readonly key: string
  readonly search: URLSearchParams
  readonly headers: IncomingMessage['headers']
}

export interface FakeS3 {
  readonly endpoint: string
  readonly objects: Map<string, StoredObject>
  readonly requests: Asked[]
  /** Decides about a request, by how many came before it. */
  fault: (asked: Asked, at: number) => Fault | undefined
  /** As servers are that do not know conditions. */
  knowsConditions: boolean
  /** How far its clock is ahead, in milliseconds. */
  skewMs: number
  /** How many objects are in one page of a listing. */
  pageSize: number
  readonly openUploads: () => number
  readonly close: () => Promise<void>
}

interface StoredObject {
  readonly bytes: Buffer
  readonly etag: string
  readonly writtenAt: number
  readonly meta: Readonly<Record<string, string>>
}

const bucket = 'results'
const smallestPart = 5 << 20

/** A server that speaks S3 as far as this package needs it, and refuses what S3 refuses. */
export const startFakeS3 = async (): Promise<FakeS3> => {
  const uploads = new Map<
    string,
    { readonly key: string; readonly meta: StoredObject['meta']; readonly parts: Map<number, Buffer> }
  >()
  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const fake: FakeS3 = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects: new Map(),
    requests: [],
    fault: () => undefined,
    knowsConditions: true,
    skewMs: 0,
    pageSize: 1000,
    openUploads: () => uploads.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  const now = (): number => Date.now() + fake.skewMs

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '', fake.endpoint)
    const key = decodeURIComponent(pathname.slice(1)).split('/').slice(1).join('/')
    const asked: Asked = { method: request.method ?? '', key, search: searchParams, headers: request.headers }
    const fault = fake.fault(asked, fake.requests.push(asked) - 1)
    if (fault === 'silent') return
    if (typeof fault === 'object' && 'delayMs' in fault)
      await new Promise((go) => setTimeout(go, fault.delayMs))
    const body = await gather(request)
    const answer =
      typeof fault === 'object' && 'status' in fault
        ? refuse(fault.status, fault.code ?? 'SlowDown')
        : answerTo(asked, body, request, pathname)
    if (fault === 'answer lost') return void response.destroy()
    response.writeHead(answer.status, {
      date: new Date(now()).toUTCString(),
      ...answer.headers,
      'content-length': answer.headers?.['content-length'] ?? String(answer.body?.length ?? 0),
    })
    if (fault === 'cut') {
      response.write(answer.body?.subarray(0, (answer.body.length + 1) >> 1), () => response.destroy())
      return
    }
    response.end(request.method === 'HEAD' ? undefined : answer.body)
  }

  interface Answer {
    readonly status: number
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: Buffer
  }
  const refuse = (status: number, code: string): Answer => ({
    status,
    body: Buffer.from(
      `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no &amp; no</Message></Error>`,
    ),
  })
  const well = (xml = '', headers = {}): Answer => ({ status: 200, headers, body: Buffer.from(xml) })
  const etagOf = (bytes: Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`
  const put = (key: string, bytes: Buffer, meta: StoredObject['meta']): StoredObject => {
    const object = { bytes, etag: etagOf(bytes), writtenAt: now(), meta }
    fake.objects.set(key, object)
    return object
  }
  const answerTo = (
    { method, key, search, headers }: Asked,
    body: Buffer,
    request: IncomingMessage,
    pathname: string,
  ): Answer => {
    const wrong = wrongSignature(request, now())
    if (wrong !== undefined) return refuse(wrong === 'AuthorizationHeaderMalformed' ? 400 : 403, wrong)
    if (pathname.split('/')[1] !== bucket) return refuse(404, 'NoSuchBucket')
    if (createHash('sha256').update(body).digest('hex') !== headers['x-amz-content-sha256'])
      return refuse(400, 'XAmzContentSHA256Mismatch')
    const meta = Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) =>
        name.startsWith('x-amz-meta-') && typeof value === 'string' ? [[name, value]] : [],
      ),
    )
    const upload = uploads.get(search.get('uploadId') ?? '')
    switch (method) {
      case 'GET':
        return key === '' ? list(search) : get(key, headers.range)
      case 'HEAD': {
        const found = fake.objects.get(key)
        if (found === undefined) return { status: 404 }
        return { status: 200, headers: { ...headOf(found), 'content-length': String(found.bytes.length) } }
      }
      case 'PUT':
        if (search.has('partNumber')) {
          if (upload === undefined) return refuse(404, 'NoSuchUpload')
          upload.parts.set(Number(search.get('partNumber')), body)
          return well('', { etag: etagOf(body) })
        }
        if (fake.knowsConditions && headers['if-none-match'] === '*' && fake.objects.has(key))
          return refuse(412, 'PreconditionFailed')
        return well('', { etag: put(key, body, meta).etag })
      case 'POST': {
        if (search.has('uploads')) {
          const id = `${randomBytes(6).toString('base64url')}.+/`
          uploads.set(id, { key, meta, parts: new Map() })
          return well(
            `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
          )
        }
        if (upload === undefined) return refuse(404, 'NoSuchUpload')
        const named = Array.from(
          body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>(.*?)<\/ETag>/gu),
        )
        const parts = named.map(([, number, tag]) => {
          const part = upload.parts.get(Number(number))
          return part !== undefined && etagOf(part) === tag ? part : undefined
        })
        if (!parts.every((part) => part !== undefined)) return refuse(400, 'InvalidPart')
        if (parts.slice(0, -1).some((part) => part.length < smallestPart))
          return refuse(400, 'EntityTooSmall')
        uploads.delete(search.get('uploadId') ?? '')
        const { etag } = put(key, Buffer.concat(parts), upload.meta)
        return well(`<CompleteMultipartUploadResult><ETag>${etag}</ETag></CompleteMultipartUploadResult>`)
      }
      case 'DELETE':
        if (search.has('uploadId')) uploads.delete(search.get('uploadId') ?? '')
        else fake.objects.delete(key)
        return { status: 204 }
      default:
        return refuse(405, 'MethodNotAllowed')
    }
  }
  const headOf = ({ etag, writtenAt, meta }: StoredObject): Record<string, string> => ({
    etag,
    'last-modified': new Date(writtenAt).toUTCString(),
    ...meta,
  })
  const get = (key: string, range: string | undefined): Answer => {
    const found = fake.objects.get(key)
    if (found === undefined) return refuse(404, 'NoSuchKey')
    const headers = headOf(found)
    if (range === undefined) return { status: 200, headers, body: found.bytes }
    const [, from = '', to = ''] = /^bytes=(\d+)-(\d*)$/u.exec(range) ?? []
    if (Number(from) >= found.bytes.length) return refuse(416, 'InvalidRange')
    return {
      status: 206,
      headers,
      body: found.bytes.subarray(Number(from), to === '' ? undefined : Number(to) + 1),
    }
  }
  const list = (search: URLSearchParams): Answer => {
    const prefix = search.get('prefix') ?? ''
    const after = search.get('continuation-token') ?? search.get('start-after') ?? ''
    const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))
    const keys = [...fake.objects.keys()]
      .filter((key) => key.startsWith(prefix) && byBytes(key, after) > 0)
      .sort(byBytes)
    const page = keys.slice(0, fake.pageSize)
    const contents = page.map((key) => {
      const { bytes, writtenAt } = fake.objects.get(key)!
      const name = key.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
      return `<Contents><Key>${name}</Key><LastModified>${new Date(writtenAt).toISOString()}</LastModified><Size>${bytes.length}</Size></Contents>`
    })
    const more = keys.length > page.length
    return well(
      `<ListBucketResult><IsTruncated>${more}</IsTruncated>${more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : ''}${contents.join('')}</ListBucketResult>`,
    )
  }
  return fake
}

const gather = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
