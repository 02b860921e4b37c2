import type { List } from '../types/list.ts'

/** A list whose items are loaded when they are asked for, each time anew. */
export class StoredList<Item> implements List<Item> {
  readonly length: number
  readonly #load: (index: number) => Promise<Item>

  constructor(length: number, load: (index: number) => Promise<Item>) {
    this.length = length
    this.#load = load
  }

  async at(index: number): Promise<Item | undefined> {
    const whole = Math.trunc(index)
    const place = whole < 0 ? this.length + whole : whole
    return place >= 0 && place < this.length ? this.#load(place) : undefined
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    for (let index = 0; index < this.length; index++) yield await this.#load(index)
  }

  async toArray(): Promise<Item[]> {
    const items: Item[] = []
    for await (const item of this) items.push(item)
    return items
  }
}
