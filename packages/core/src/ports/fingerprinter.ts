import type { Digest } from './trace.ts'

/** What a function's code is, as far as it can be told. */
export interface CodeFingerprint {
  readonly digest: Digest
  /**
   * What the digest is made of, by a name that a person recognises: the function itself, each helper, constant and
   * package that it reaches.
   */
  readonly parts: Readonly<Record<string, Digest>>
  /** What the function reaches and could not be followed, one phrase each, such as ``the class instance `client` ``. */
  readonly untracked: readonly string[]
  /** Whether values that the function captured are part of the digest. */
  readonly followsCaptures: boolean
  /** Whether the function may make runs, as far as its code shows. Default: it may. */
  readonly mayRun?: boolean
}

/** A file's or a folder's content. */
export interface FileReading {
  readonly digest: Digest
  /**
   * What the file system says of it (size, times, inode). Absent when it changed so lately that a later change might
   * not show.
   */
  readonly signature?: string
}

/** Tells the identity of what stands outside the graph: bytes, code, files, environment. All answers come at once. */
export interface Fingerprinter {
  /** SHA-256 of bytes, or of a text's UTF-8. */
  readonly digest: (content: Uint8Array | string) => Digest
  readonly code: (fn: (...args: never) => unknown) => CodeFingerprint
  /**
   * A part of a fingerprint as people read it, for those who show what changed in it: a function's source without
   * comments and types, a constant's value. One digest may have several such texts, which mean the same. `undefined` for
   * a part that this fingerprinter has not met, and for what may hold a secret. Absent where there are no texts.
   */
  readonly partText?: (part: Digest) => string | undefined
  /**
   * The content of a file or folder; `undefined` where there is none. When `known` has a signature and the file still
   * shows the same, its digest is given back without reading.
   */
  readonly file: (path: string, known?: FileReading) => FileReading | undefined
  /** Where a file is to be read, where that is not the path by which a function asks for it. */
  readonly locate?: (path: string) => string
  /** All bytes of a file, for reports that name one; throws where it cannot be read. Absent where there are no files. */
  readonly bytes?: (path: string) => Uint8Array
  /**
   * An environment variable and a digest of its value; `undefined` where it is not set. Only the digest is ever stored,
   * for a variable may hold a secret.
   */
  readonly env: (name: string) => { readonly value: string; readonly digest: Digest } | undefined
}
