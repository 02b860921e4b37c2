/** Something that a person may not have meant. The run goes on. */
export interface PlanWarning {
  readonly type: 'missing-input' | 'record-without-input' | 'untracked-code'
  readonly stage: string
  readonly record: string
  /** The artifact, or what could not be followed. */
  readonly subject: string
  readonly message: string
}
