import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Remote } from '@stagewright/core'
import { messageOf } from '../errors/thrown.ts'
import { UsageError } from '../errors/usage-error.ts'
import type { Surroundings } from '../surroundings.ts'

/** What of `@stagewright/s3` is asked for. */
interface Client {
  readonly s3: (place: { readonly bucket: string; readonly prefix: string }) => Remote
  readonly parseS3Url: (url: string) => { readonly bucket: string; readonly prefix: string }
}

/** The variable that stands for `--remote`, so that it need not be written with every command. */
const variable = 'STAGEWRIGHT_REMOTE'

/**
 * Where results are shared, if they are.
 *
 * @param named what `--remote` said
 * @throws UsageError for an address that is none, and where the client is not installed
 */
export const remoteOf = async (
  named: string | undefined,
  { cwd, env }: Pick<Surroundings, 'cwd' | 'env'>,
): Promise<Remote | undefined> => {
  const address = named ?? (env[variable] || undefined)
  if (address === undefined) return undefined
  const { s3, parseS3Url } = await clientFor(cwd)
  try {
    return s3(parseS3Url(address))
  } catch (error) {
    throw new UsageError(messageOf(error), error)
  }
}

/**
 * The same for commands that do nothing without one.
 *
 * @param named `true` for a bare `--remote`
 */
export const remoteNeeded = async (
  named: string | true | undefined,
  world: Pick<Surroundings, 'cwd' | 'env'>,
): Promise<Remote> => {
  const remote = await remoteOf(named === true ? undefined : named, world)
  if (remote !== undefined) return remote
  throw new UsageError(
    `Name the bucket that results are shared through: --remote s3://bucket/prefix, or ${variable}=s3://bucket/prefix.`,
  )
}

/** The project's own client, or one that is installed with this command. */
const clientFor = async (cwd: string): Promise<Client> => {
  const name = '@stagewright/s3'
  for (const from of [join(cwd, 'package.json'), import.meta.url]) {
    try {
      return (await import(pathToFileURL(createRequire(from).resolve(name)).href)) as Client
    } catch (error) {
      if (!messageOf(error).includes(name)) throw error
    }
  }
  throw new UsageError(`Sharing results through S3 needs its client. Install it: npm install ${name}`)
}
