import type { Fits } from './fits.ts'
import type { HoldingRule } from './holding-rule.ts'

/** What `text()` can hold. */
export interface TextRule extends HoldingRule {
  readonly cacher: 'text()'
  readonly refusal: Fits<this['value'], string> extends true ? never : 'it is not a string'
}
