import { listFormat } from '../lists/manifest.ts'
import type { ListBuilder } from '../types/list-cacher.ts'

/**
 * Keeps a list item by item, each as `item` keeps it. A stage returns an array, or an iterable that makes the items one
 * after another; functions get a `List`, which loads them when they are asked for. An item that the list had before is not
 * stored again.
 */
export const list: ListBuilder = (item) =>
  Object.freeze({
    via: 'list',
    format: listFormat(item.format),
    extension: 'json',
    item,
    reloads: true,
    save: refuse,
    load: refuse,
  })

const refuse = (): never => {
  throw new TypeError(
    'A list is saved and loaded item by item. Take the cacher of its items: list(...).item.',
  )
}
