/** The keys that any member of a union has. */
export type AnyKey<Value> = Value extends unknown ? keyof Value : never

/** The value under a key in each member of a union that has it. */
export type ValueAt<Value, Key> = Value extends unknown
  ? Key extends keyof Value
    ? Value[Key]
    : never
  : never
