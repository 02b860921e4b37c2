import type { Digest } from './trace.ts'

/**
 * Where machines share what their stores hold: objects under names, each written once and never changed. Names consist of
 * lower-case letters, digits, `-`, `.` and `/`, and tell the content, so that writing a name again writes the same.
 *
 * Everything rejects with a RemoteError.
 */
export interface Remote {
  /** What people see in messages, such as `s3://bucket/prefix`. Two remotes with one name hold the same objects. */
  readonly name: string
  /**
   * Writes an object that appears whole or not at all. What stands there already may stay.
   *
   * @returns whether it was written by this call, as far as the server can tell
   */
  readonly put: (name: string, body: RemoteBody, options?: RemotePutOptions) => Promise<'written' | 'there'>
  /** The object's bytes, as they are there; the caller proves them. Ends when all of them, or all of the range, were given. */
  readonly get: (name: string, options?: RemoteGetOptions) => AsyncIterable<Uint8Array>
  /** What is known of an object without reading it; `undefined` where there is none. */
  readonly look: (name: string, options?: RemoteCallOptions) => Promise<RemoteObject | undefined>
  /** The objects whose names begin so, by their names in the order of UTF-8. */
  readonly list: (beginning: string, options?: RemoteListOptions) => AsyncIterable<RemoteObject>
  /** Removes objects, as far as they are there. */
  readonly remove: (names: readonly string[], options?: RemoteCallOptions) => Promise<void>
  /** What the server's clock shows, in milliseconds since 1970, as far as an answer has told it; this machine's until then. */
  readonly now: () => number
}

/** What is written: it is asked for again when a connection broke. */
export interface RemoteBody {
  /** Bytes. */
  readonly size: number
  /** Of all bytes. */
  readonly sha256: Digest
  readonly open: () => AsyncIterable<Uint8Array>
}

export interface RemoteCallOptions {
  /**
   * After how many milliseconds a remote that does not answer is given up.
   *
   * @defaultValue what the remote takes for patient
   */
  readonly patienceMs?: number | undefined
}

export interface RemotePutOptions extends RemoteCallOptions {
  /** Writes in any case: what stands there is damaged, or is about to be taken for old. */
  readonly replace?: boolean
}

export interface RemoteGetOptions extends RemoteCallOptions {
  /** The first so many bytes. */
  readonly first?: number
}

export interface RemoteListOptions extends RemoteCallOptions {
  /** Only names that come after this one. */
  readonly after?: string
}

export interface RemoteObject {
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** When it was written, in milliseconds since 1970, by the server's clock. */
  readonly writtenAt: number
}

/** A remote could not do what it was asked for. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError'
  /**
   * - `missing`: there is no such object.
   * - `unreachable`: no answer, or none that helps, after several attempts. It may work later.
   * - `refused`: the server says no: wrong credentials, no such bucket. It will not work by itself.
   */
  readonly problem: 'missing' | 'unreachable' | 'refused'
  constructor(problem: RemoteError['problem'], message: string, cause?: unknown) {
    super(message, { cause })
    this.problem = problem
  }
}

/** Whether something that was thrown is a RemoteError, of whichever copy of this library. */
export const isRemoteError = (thrown: unknown): thrown is RemoteError =>
  typeof thrown === 'object' &&
  thrown !== null &&
  'problem' in thrown &&
  Reflect.get(thrown, 'name') === 'RemoteError'
