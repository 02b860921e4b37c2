import type { HoldingRule } from './holding-rule.ts'

/** What `text()` can hold. */
export interface TextRule extends HoldingRule {
  readonly cacher: 'text()'
  readonly refusal: this['value'] extends string ? never : 'it is not a string'
}
