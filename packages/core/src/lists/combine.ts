import type { Definition } from '../graph/application.ts'
import type { InputValues } from '../run/values.ts'
import type { Span } from './span.ts'

/** What a fold's step calls an item of its list: no artifact has such a name, and what was combined has that of the output. */
export const itemName = (list: string): string => `an item of ${list}`

/** Combines what a fold's step is given, items and what was combined before, in their order. */
export const combine = (
  { monoid, fn, outputNames: [output = ''], inputs: [list = ''] }: Definition,
  parts: InputValues,
): unknown => {
  if (monoid === undefined) throw new RangeError('What is no fold combines nothing.')
  // The types of `fold` prove that it takes an item.
  const valueOf = fn as (item: unknown) => unknown
  const item = itemName(list)
  const [first, ...rest] = parts.map((part) => (part.has(item) ? valueOf(part.get(item)) : part.get(output)))
  const whole = rest.reduce((combined, value) => monoid.concat(combined, value), first)
  return { [output]: parts.length === 0 ? monoid.empty : whole }
}

/** What a fold's step was doing when it failed. */
export const describeCombining = (list: string, spans: readonly Span[]): string => {
  const shown = spans.map(({ from, to }) => (from === to ? `item ${from}` : `items ${from} to ${to}`))
  return `combining ${shown.join(' with ')} of '${list}'`
}
