/** Whether a type has several members. */
export type IsUnion<Type, Whole = Type> = [Type] extends [never]
  ? false
  : Type extends unknown
    ? [Whole] extends [Type]
      ? false
      : true
    : never
