import { type Remote, RemoteError, type RemoteListOptions, type RemoteObject } from '@stagewright/core'
import { type Asker, createAsker, refused } from './ask.ts'
import {
  createCredentials,
  type S3Credentials,
  type S3CredentialsProvider,
  usualRegion,
} from './credentials.ts'
import { readObject } from './read-object.ts'
import { checkBucket, checkPrefix, encodeKey, encodePart } from './s3-url.ts'
import { type ObjectAddress, writeObject } from './write-object.ts'
import { elementOf, elementsOf } from './xml.ts'

export interface S3Options {
  readonly bucket: string
  /**
   * What the keys of all objects begin with, such as `results/digits`; what else is in the bucket is left alone.
   *
   * @defaultValue nothing
   */
  readonly prefix?: string
  /**
   * The server, such as `https://s3.example.org` or `http://localhost:9000`.
   *
   * @defaultValue `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, or AWS in the region
   */
  readonly endpoint?: string
  /** @defaultValue `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile's in `~/.aws/config`, or `us-east-1` */
  readonly region?: string
  /**
   * What signs requests, or a function that gives it when it is needed.
   *
   * @defaultValue `AWS_ACCESS_KEY_ID` and its kin, or the profile in `~/.aws/credentials`
   */
  readonly credentials?: S3Credentials | S3CredentialsProvider
}

/** So many objects are removed at the same time. */
const removedAtOnce = 16

/**
 * Results shared through S3, or what speaks its language: `fileStore(folder, { remote: s3({ bucket, prefix }) })`.
 *
 * @throws TypeError for a bucket, prefix or endpoint that cannot be
 */
export const s3 = (options: S3Options): Remote => {
  const bucket = checkBucket(options.bucket)
  const prefix = checkPrefix(options.prefix ?? '')
  const endpoint = endpointOf(options.endpoint)
  const name =
    `s3://${bucket}/${prefix}`.replace(/\/$/u, '') + (endpoint === undefined ? '' : ` at ${endpoint.host}`)
  let region: Promise<string> | undefined
  const regionOf = (): Promise<string> =>
    (region ??= (async () => options.region ?? (await usualRegion()) ?? 'us-east-1')())
  const asker = createAsker(name, createCredentials(options.credentials), regionOf)
  const base = async (): Promise<string> => {
    if (endpoint !== undefined) return `${endpoint.href.replace(/\/$/u, '')}/${encodePart(bucket)}`
    const host = `s3.${await regionOf()}.amazonaws.com`
    // A certificate for all buckets does not cover names with dots.
    return bucket.includes('.') ? `https://${host}/${bucket}` : `https://${bucket}.${host}`
  }
  const addressOf = async (object: string): Promise<ObjectAddress> => {
    if (!/^[a-z\d][a-z\d./-]*$/u.test(object) || /(?:^|\/)\.{0,2}(?:\/|$)/u.test(object))
      throw new RemoteError('refused', `'${object}' cannot be the name of an object.`)
    return { remote: name, url: `${await base()}/${encodeKey(prefix + object)}` }
  }
  const conditions = { areKnown: true }
  return {
    name,
    now: asker.now,
    put: async (object, body, given = {}) =>
      writeObject(asker, await addressOf(object), body, given, conditions),
    get: async function* (object, given = {}) {
      yield* readObject(asker, await addressOf(object), given)
    },
    look: async (object, given = {}) => {
      const { url } = await addressOf(object)
      const answer = await asker.ask({ method: 'HEAD', url }, given)
      if (!answer.isWell) {
        if (answer.refusal.status === 404) return undefined
        throw refused(name, answer.refusal)
      }
      answer.answer.resume()
      const { headers } = answer.answer
      return {
        name: object,
        size: Number(headers['content-length']),
        writtenAt: Date.parse(headers['last-modified'] ?? ''),
      }
    },
    list: async function* (beginning, given = {}) {
      yield* listObjects(asker, { base: await base(), prefix }, beginning, given)
    },
    remove: async (objects, given = {}) => {
      const waiting = objects.values()
      const work = async (): Promise<void> => {
        for (const object of waiting) {
          const { url } = await addressOf(object)
          const answer = await asker.ask({ method: 'DELETE', url }, given)
          if (answer.isWell) answer.answer.resume()
          else if (answer.refusal.status !== 404) throw refused(name, answer.refusal)
        }
      }
      await Promise.all(Array.from({ length: Math.min(removedAtOnce, objects.length) }, work))
    },
  }
}

const endpointOf = (given: string | undefined): URL | undefined => {
  const { AWS_ENDPOINT_URL_S3: ofS3, AWS_ENDPOINT_URL: ofAll } = process.env
  const text = given ?? (ofS3 || ofAll || undefined)
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && /^https?:$/u.test(url.protocol) && url.search === '' && url.username === '')
    return url
  throw new TypeError(`'${text}' cannot be an endpoint. Write it as https://s3.example.org.`)
}

async function* listObjects(
  asker: Asker,
  { base, prefix }: { readonly base: string; readonly prefix: string },
  beginning: string,
  { after, patienceMs }: RemoteListOptions,
): AsyncGenerator<RemoteObject> {
  let token: string | undefined
  do {
    const settings = {
      'list-type': '2',
      prefix: prefix + beginning,
      ...(after !== undefined && token === undefined && { 'start-after': prefix + after }),
      ...(token !== undefined && { 'continuation-token': token }),
    }
    const search = Object.entries(settings).map(([key, value]) => `${key}=${encodePart(value)}`)
    const question = { method: 'GET', url: `${base}/?${search.sort().join('&')}` } as const
    const page = await asker.askText(question, { patienceMs })
    for (const object of elementsOf(page, 'Contents')) {
      const key = elementOf(object, 'Key') ?? ''
      if (!key.startsWith(prefix + beginning) || (after !== undefined && key <= prefix + after)) continue
      yield {
        name: key.slice(prefix.length),
        size: Number(elementOf(object, 'Size')),
        writtenAt: Date.parse(elementOf(object, 'LastModified') ?? ''),
      }
    }
    token = elementOf(page, 'IsTruncated') === 'true' ? elementOf(page, 'NextContinuationToken') : undefined
  } while (token !== undefined)
}
