export interface RemoteGarbageOptions {
  /** Removes executions that finished longer ago than this, in milliseconds. */
  readonly olderThanMs?: number
  /**
   * What is not needed any more stays for so long, in milliseconds: others may be reading it, or may be about to name it.
   *
   * @defaultValue 7 days
   */
  readonly graceMs?: number
  /** Says what would be done, and does nothing. */
  readonly dryRun?: boolean
}

export interface RemoteGarbageReport {
  /** Executions that stay. */
  readonly kept: number
  /** Executions that go: later ones replaced them, or they are too old. */
  readonly dropped: number
  /** Objects of the index before, and as they are after the grace period. */
  readonly segments: number
  readonly packs: number
  /** Objects that were removed. */
  readonly removed: number
  readonly bytesRemoved: number
  readonly bytesKept: number
}
