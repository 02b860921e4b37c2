/**
 * The graph of steps, by their index. Steps are numbered so that each comes after what it depends on: a record can only
 * hold what was applied before, so there are no cycles. Steps that are added later come last, whatever depends on them.
 */
export interface Topology {
  /** Each once. */
  readonly producers: (step: number) => readonly number[]
  readonly dependents: (step: number) => readonly number[]
  readonly isLeaf: (step: number) => boolean
  /** Steps without outputs that must have ended well before this one may begin: edges for order alone. Each once. */
  readonly after: (step: number) => readonly number[]
  /** Adds a step, or says anew what one depends on; what it depended on before is forgotten. */
  readonly set: (step: number, producers: Iterable<number>, after: Iterable<number>) => void
}

/**
 * @param producersOf what a step depends on, each once
 * @param afterOf what a step begins after; absent where no order is given but that of the producers
 */
export const makeTopology = (
  size: number,
  producersOf: (step: number) => Iterable<number>,
  afterOf?: (step: number) => Iterable<number>,
): Topology => {
  const producers = flatten(size, producersOf)
  const dependents = reverse(size, producers)
  const after = afterOf && flatten(size, afterOf)
  /** What was said since. A step's dependents are sets, because what is said of one may be said anew. */
  const changed = {
    producers: new Map<number, readonly number[]>(),
    after: new Map<number, readonly number[]>(),
  }
  const changedDependents = new Map<number, Set<number>>()
  const atFirst = (lists: Lists, step: number): readonly number[] =>
    step < size ? listOf(lists, step) : none
  const producersNow = (step: number): readonly number[] =>
    changed.producers.get(step) ?? atFirst(producers, step)
  const changeDependents = (step: number): Set<number> => {
    const known = changedDependents.get(step) ?? new Set(atFirst(dependents, step))
    changedDependents.set(step, known)
    return known
  }
  return {
    after: (step) => changed.after.get(step) ?? (after === undefined ? none : atFirst(after, step)),
    producers: producersNow,
    dependents: (step) => {
      const now = changedDependents.get(step)
      return now === undefined ? atFirst(dependents, step) : [...now]
    },
    isLeaf: (step) => {
      const now = changedDependents.get(step)
      if (now !== undefined) return now.size === 0
      return step >= size || dependents.starts[step] === dependents.starts[step + 1]
    },
    set: (step, producersOfIt, afterIt) => {
      for (const producer of producersNow(step)) changeDependents(producer).delete(step)
      const now = [...producersOfIt]
      changed.producers.set(step, now)
      changed.after.set(step, [...afterIt])
      for (const producer of now) changeDependents(producer).add(step)
    },
  }
}

/** Lists of numbers, one for each step, in two arrays: a list of its own for each would be many objects to keep. */
interface Lists {
  /** Where the list of a step starts, and at the end where the last one ends. */
  readonly starts: Int32Array
  readonly items: readonly number[]
}

const none: readonly number[] = []

const listOf = ({ starts, items }: Lists, step: number): readonly number[] => {
  const from = starts[step] ?? 0
  const to = starts[step + 1] ?? 0
  return from === to ? none : items.slice(from, to)
}

const flatten = (size: number, listFor: (step: number) => Iterable<number>): Lists => {
  const starts = new Int32Array(size + 1)
  const items: number[] = []
  for (let step = 0; step < size; step++) {
    for (const item of listFor(step)) items.push(item)
    starts[step + 1] = items.length
  }
  return { starts, items }
}

/** For each step, the steps in whose lists it is, in their order. */
const reverse = (size: number, { starts, items }: Lists): Lists => {
  const ends = new Int32Array(size + 1)
  for (const item of items) ends[item + 1] = (ends[item + 1] ?? 0) + 1
  for (let step = 0; step < size; step++) ends[step + 1] = (ends[step + 1] ?? 0) + (ends[step] ?? 0)
  const next = ends.slice()
  const reversed = Array.from(items, () => 0)
  for (let step = 0; step < size; step++)
    for (let at = starts[step] ?? 0; at < (starts[step + 1] ?? 0); at++) {
      const item = items[at] ?? 0
      const place = next[item] ?? 0
      reversed[place] = step
      next[item] = place + 1
    }
  return { starts: ends, items: reversed }
}
