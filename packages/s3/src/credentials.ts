import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { RemoteError } from '@stagewright/core'

/** What signs requests. */
export interface S3Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Of credentials that hold for a while. */
  readonly sessionToken?: string | undefined
  /** When they cease to hold; a provider is asked again before. */
  readonly expiration?: Date | undefined
}

/** Gives credentials when they are needed, such as `fromNodeProviderChain()` of `@aws-sdk/credential-providers`. */
export type S3CredentialsProvider = () => Promise<S3Credentials>

/** Credentials are renewed so long before they expire, in milliseconds. */
const renewBeforeMs = 5 * 60_000

/** Gives the credentials to sign with now. */
export interface Credentials {
  readonly now: () => Promise<S3Credentials>
  /** The server calls them expired: the next ones are asked for anew. */
  readonly forget: () => void
}

/** @param given where absent, those of the environment or of the file that the tools of AWS share */
export const createCredentials = (given: S3Credentials | S3CredentialsProvider | undefined): Credentials => {
  const provider = typeof given === 'function' ? given : async () => given ?? (await usual())
  let asked: Promise<S3Credentials> | undefined
  return {
    now: async () => {
      const known = await asked?.catch(() => undefined)
      const expires = known?.expiration?.getTime() ?? Number.POSITIVE_INFINITY
      if (known === undefined || expires - Date.now() < renewBeforeMs) asked = provider()
      return (asked ??= provider())
    },
    forget: () => {
      asked = undefined
    },
  }
}

const usual = async (): Promise<S3Credentials> => {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = process.env
  if (id && secret) return { accessKeyId: id, secretAccessKey: secret, sessionToken: token || undefined }
  const path = process.env['AWS_SHARED_CREDENTIALS_FILE'] || join(homedir(), '.aws', 'credentials')
  const section = await sectionOf(path, [profile()])
  const accessKeyId = section.get('aws_access_key_id')
  const secretAccessKey = section.get('aws_secret_access_key')
  if (accessKeyId !== undefined && secretAccessKey !== undefined)
    return { accessKeyId, secretAccessKey, sessionToken: section.get('aws_session_token') }
  throw new RemoteError(
    'refused',
    `There are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, have a profile '${profile()}' in ${path}, or give s3() its credentials.`,
  )
}

/** The region of the environment, or of the profile. */
export const usualRegion = async (): Promise<string | undefined> => {
  const { AWS_REGION: region, AWS_DEFAULT_REGION: otherwise } = process.env
  if (region || otherwise) return region || otherwise
  const path = process.env['AWS_CONFIG_FILE'] || join(homedir(), '.aws', 'config')
  return (await sectionOf(path, [profile(), `profile ${profile()}`])).get('region')
}

const profile = (): string => process.env['AWS_PROFILE'] || 'default'

/** The settings of one section of an INI file; none where there is no such file or section. */
const sectionOf = async (path: string, names: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const settings = new Map<string, string>()
  const text = await readFile(path, 'utf8').catch(() => '')
  let isNamed = false
  for (const line of text.split(/\r?\n/u)) {
    const [, name] = /^\s*\[\s*([^\]]+?)\s*\]/u.exec(line) ?? []
    if (name !== undefined) isNamed = names.includes(name)
    const [, key, value] = /^\s*([A-Za-z_]+)\s*=\s*(.*?)\s*$/u.exec(line) ?? []
    if (isNamed && key !== undefined && value !== undefined) settings.set(key.toLowerCase(), value)
  }
  return settings
}
