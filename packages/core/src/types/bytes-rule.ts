import type { HoldingRule } from './holding-rule.ts'

/** What `bytes()` can hold. */
export interface BytesRule extends HoldingRule {
  readonly cacher: 'bytes()'
  readonly refusal: this['value'] extends Uint8Array ? never : 'it is not a Uint8Array'
}
