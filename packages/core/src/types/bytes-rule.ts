import type { Fits } from './fits.ts'
import type { HoldingRule } from './holding-rule.ts'

/** What `bytes()` can hold. */
export interface BytesRule extends HoldingRule {
  readonly cacher: 'bytes()'
  readonly refusal: Fits<this['value'], Uint8Array> extends true ? never : 'it is not a Uint8Array'
}
