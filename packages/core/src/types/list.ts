/**
 * A list that is stored item by item, as functions get it. Nothing is loaded before it is asked for, so a function that goes
 * through the items with `for await` has one of them in memory at a time.
 */
export interface List<out Item> extends AsyncIterable<Item> {
  readonly length: number
  /** The item at a place from 0, or from -1 at the end; `undefined` where there is none. */
  at(index: number): Promise<Item | undefined>
  /** All items at once. */
  toArray(): Promise<Item[]>
}

/** What can be saved as a list: its items, at once or one after another. */
export type Items<Item> = Iterable<Item> | AsyncIterable<Item>

/** The items of what can be saved as a list; `never` for what cannot, and for a text, whose characters are no items. */
export type ItemOf<Value> = Value extends string
  ? never
  : Value extends AsyncIterable<infer Item>
    ? Item
    : Value extends Iterable<infer Item>
      ? Item
      : never
