import type { BytesCacher } from '../cachers/cacher.ts'
import type { JsonRefusal, JsonRule } from './json-rule.ts'
import type { JsonValue } from './json-value.ts'
import type { UnlessSurely } from './mistake.ts'
import type { Ruled } from './holding-rule.ts'

/**
 * Keeps plain data as JSON. It fits a cacher of any type: inference reads a method's last signature, calls take the first.
 */
export interface JsonCacher extends Omit<BytesCacher<never>, 'save' | 'load'>, Ruled<JsonRule> {
  save(value: unknown): Uint8Array
  save(value: never): Uint8Array
  load(bytes: Uint8Array): unknown
  load(bytes: Uint8Array): never
}

/**
 * `json()` keeps whatever JSON can hold. In a function that is generic in the value, say the type: `json<Value>()`.
 */
export interface JsonBuilder {
  (): JsonCacher
  <Value extends JsonValue>(): BytesCacher<Value>
  <Value>(this: Jsonable<Value>): BytesCacher<Value>
}

type Jsonable<Value> = UnlessSurely<Value, Refused<JsonRefusal<Value>>>

type Refused<Reason extends string> = Reason extends string ? `json() cannot hold it: ${Reason}` : never
