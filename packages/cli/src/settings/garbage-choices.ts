/** What the options of `gc` say. */
export interface GarbageChoices {
  readonly store?: string
  /** `true` for a bare `--remote`. */
  readonly remote?: string | true
  readonly olderThan?: number
  readonly unusedFor?: number
  readonly maxSize?: number
  /** Programs whose experiments keep what they reach. */
  readonly unreachableFrom?: readonly string[]
  readonly keep?: readonly string[]
  readonly yes?: boolean
  readonly json?: boolean
}
