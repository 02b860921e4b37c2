import type { Fits, HoldingRule } from '@stagewright/core'

/** What a cacher of one type can hold, and what is said of all others. */
export interface OnlyRule<Name extends string, Held, Refusal extends string> extends HoldingRule {
  readonly cacher: Name
  readonly refusal: Fits<this['value'], Held> extends true ? never : Refusal
}
