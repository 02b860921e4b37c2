/** Those of some names that are one letter away from one of the others: added, left out, changed or swapped. */
export type Near<Names extends string, Others extends string> = Names extends unknown
  ? [Shortened<Names> & (Others | Shortened<Others>)] extends [never]
    ? [Names & Shortened<Others>] extends [never]
      ? never
      : Names
    : Names
  : never

/** A name without one of its letters, for each of them. Short names are near to many, by chance. */
type Shortened<Name extends string> = Name extends `${infer _}${infer _}${infer _}${infer _}${infer _}`
  ? WithoutOne<Name>
  : never

type WithoutOne<Name extends string, Before extends string = ''> = Name extends `${infer Letter}${infer Rest}`
  ? `${Before}${Rest}` | WithoutOne<Rest, `${Before}${Letter}`>
  : never
