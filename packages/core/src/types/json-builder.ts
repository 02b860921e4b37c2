import type { BytesCacher } from '../cachers/cacher.ts'
import type { JsonRefusal, JsonRule } from './json-rule.ts'
import type { JsonValue } from './json-value.ts'
import type { Mistake } from './mistake.ts'
import type { Ruled } from './holding-rule.ts'

/** Keeps plain data as JSON. */
export interface JsonCacher extends BytesCacher<unknown>, Ruled<JsonRule> {}

/**
 * `json()` keeps whatever JSON can hold. In a function that is generic in the value, say the type: `json<Value>()`.
 */
export interface JsonBuilder {
  (): JsonCacher
  <Value extends JsonValue>(): BytesCacher<Value>
  <Value>(...refusal: Refused<JsonRefusal<Value>>): BytesCacher<Value>
}

type Refused<Reason extends string> = [Reason] extends [never]
  ? []
  : [Mistake<`json() cannot hold it: ${Reason}`>]
