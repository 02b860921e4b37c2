/** The items in an order that the seed decides: Fisher and Yates' shuffle, with the mulberry32 generator. */
export const shuffle = <Item>(items: Iterable<Item>, seed: number): Item[] => {
  const shuffled = [...items]
  let state = seed
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const held = shuffled[last] as Item
    shuffled[last] = shuffled[other] as Item
    shuffled[other] = held
  }
  return shuffled
}
