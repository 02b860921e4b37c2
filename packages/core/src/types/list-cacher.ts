import type { Cacher } from '../cachers/cacher.ts'
import type { Fits } from './fits.ts'
import type { HoldingRule, Ruled } from './holding-rule.ts'
import type { IsAny } from './is-any.ts'
import type { ItemOf, Items, List } from './list.ts'
import type { NameOf } from './spec-names.ts'
import type { holds } from './phantoms.ts'

/** A cacher of anything, or of lists. */
export type AnyCacher = Cacher<unknown> | ListCacher

/** Keeps a list item by item, each as another cacher does. Made by `list(cacher)`. */
export interface ListCacher<ItemCacher = AnyCacher> extends Ruled<ListRule<ItemCacher>> {
  readonly via: 'list'
  readonly format: string
  readonly extension: string
  /** How each item is kept. */
  readonly item: ItemCacher
  readonly reads?: undefined
  readonly holds?: undefined
  /** Functions get a `List`, which loads items, whatever the stage returned. */
  readonly reloads: true
  /** Part of every cacher; never called: items are saved and loaded one by one. */
  save(value: never): never
  load(from: never): never
}

/** A cacher of anything. */
type SomeCacher = Pick<AnyCacher, 'via' | 'format' | 'extension'>

/** `list(cacher)` keeps a list item by item. */
export interface ListBuilder {
  <ItemCacher extends SomeCacher>(item: ItemCacher): ListCacher<ItemCacher>
}

/** What `list()` can hold: something to go through, whose items its cacher can hold. */
export interface ListRule<ItemCacher> extends HoldingRule {
  readonly cacher: 'list()'
  readonly refusal: ListRefusal<ItemCacher, this['value']>
}

type ListRefusal<ItemCacher, Value> =
  IsAny<Value> extends true
    ? never
    : Fits<Value, Items<unknown>> extends true
      ? Value extends string
        ? NoList
        : ItemRefusal<ItemCacher, ItemOf<Value>>
      : NoList

type NoList = 'it is no list. Return an array, or another iterable of items.'

type ItemRefusal<ItemCacher, Item> = ItemCacher extends { readonly [holds]?: infer Rule extends HoldingRule }
  ? OfItem<(Rule & { readonly value: Item })['refusal']>
  : ItemCacher extends { save(value: infer Held, ...rest: never[]): unknown }
    ? Fits<Item, Held> extends true
      ? never
      : 'the cacher of its items holds another type'
    : never

type OfItem<Reason> = Reason extends string ? `of an item, ${Reason}` : never

/** The names of the outputs that are kept as lists. */
export type ListNames<Spec> = Spec extends {
  readonly outputs: infer Outputs extends readonly unknown[]
  readonly cachers: infer Cachers extends readonly unknown[]
}
  ? [Extract<Cachers[number], { readonly via: 'list' }>] extends [never]
    ? never
    : {
        [Index in keyof Outputs]: Index extends keyof Cachers
          ? Cachers[Index] extends { readonly via: 'list' }
            ? NameOf<Outputs[Index]>
            : never
          : never
      }[number]
  : never

/** What functions get of an output that is kept as a list; of a list of lists, each item is one. */
export type ListAt<Spec, Name extends string, Value> = Spec extends {
  readonly outputs: infer Outputs extends readonly unknown[]
  readonly cachers: infer Cachers extends readonly unknown[]
}
  ? {
      [Index in keyof Outputs]: Index extends keyof Cachers
        ? NameOf<Outputs[Index]> extends Name
          ? ListBy<Cachers[Index], Value>
          : never
        : never
    }[number]
  : never

type ListBy<ItsCacher, Value> = ItsCacher extends { readonly via: 'list'; readonly item: infer Item }
  ? List<ListBy<Item, ItemOf<Value>>>
  : Value
