import type { holds } from './phantoms.ts'

/**
 * What a cacher can hold, where that is more than one type: a type that answers for each value's type.
 *
 * `this['value']` is the type that is asked about. `refusal` is `never` for what the cacher can hold, and otherwise
 * the end of the sentence "csv() cannot hold output 'rows': ...".
 */
export interface HoldingRule {
  readonly cacher: string
  readonly value: unknown
  readonly refusal: unknown
}

/** Gives a cacher its rule. Types only: there is nothing to set at run time. */
export interface Ruled<Rule extends HoldingRule> {
  readonly [holds]?: Rule
}
