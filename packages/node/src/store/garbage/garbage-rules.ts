export interface GarbageRules {
  /** Removes what finished longer ago than this, in milliseconds. */
  readonly olderThanMs?: number
  /** Removes what no run made or used for longer than this, in milliseconds. Uses are known to the day. */
  readonly unusedForMs?: number
  /** Removes what was not made or used for longest, until what is left has at most so many bytes. */
  readonly maxBytes?: number
}
