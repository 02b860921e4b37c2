import type { Fits } from './fits.ts'
import type { HoldingRule } from './holding-rule.ts'
import type { JsonProblem } from './json-problem.ts'
import type { JsonForm } from './json-form.ts'

/** What `json()` can hold: plain data that comes back as it was. */
export interface JsonRule extends HoldingRule {
  readonly cacher: 'json()'
  readonly refusal: JsonRefusal<this['value']>
}

/** `never` for types whose values JSON can hold, and otherwise what stands in the way, and where. */
export type JsonRefusal<Value> =
  Fits<Value, JsonForm<Value>> extends true ? never : Sentence<JsonProblem<Value>>

type Sentence<Problem> = Problem extends readonly [infer Path extends string, infer What extends string]
  ? `${Path extends '' ? 'it is' : `at '${Path}' there is`} ${What}. Return plain data, or use another cacher.`
  : never
