/** What the options of `run`, `plan` and their kin say of an experiment. */
export interface Choices {
  readonly experiment?: string
  readonly params?: readonly string[]
  readonly set?: readonly string[]
  readonly store?: string
  /** Where results are shared: `s3://bucket/prefix`. */
  readonly remote?: string
  /** Selectors of the steps that the command is for. */
  readonly select?: readonly string[]
  readonly overwrite?: readonly string[]
  readonly strict?: boolean
  /** Of `run` and `watch`: whether the code of stages is stored. Default: true. */
  readonly keepCode?: boolean
}
