import { createHash } from 'node:crypto'
import { treeOf, type TreePart } from '../../src/lists/fold-tree.ts'

const length = 10_000
/** Of each kind. */
const edits = 30

/** Numbers that are the same each time, from 0 up to a bound. */
const numbersFrom = (seed: string): ((bound: number) => number) => {
  let count = 0
  return (bound) => createHash('sha256').update(`${seed} ${count++}`).digest().readUInt32LE() % bound
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Every part that is combined of two, by its hash. */
const combinedIn = (root: TreePart | undefined): ReadonlySet<number> => {
  const found = new Set<number>()
  const pending = root === undefined ? [] : [root]
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (part.halves === undefined || found.has(part.hash)) continue
    found.add(part.hash)
    pending.push(...part.halves)
  }
  return found
}

const lists: Readonly<Record<string, readonly string[]>> = {
  'that all differ': Array.from({ length }, (_, at) => digestOf(`${at}`)),
  'of two kinds': (() => {
    const next = numbersFrom('kinds')
    return Array.from({ length }, () => digestOf(`${next(2)}`))
  })(),
}

describe.each(Object.entries(lists))('of 10,000 items %s', (_, items) => {
  const before = combinedIn(treeOf(items))
  const next = numbersFrom('edits')
  const at = (): number => next(items.length)
  const without = (place: number): readonly string[] => items.toSpliced(place, 1)

  const moved = (to: number): readonly string[] => {
    const place = at()
    return without(place).toSpliced(to, 0, items[place] ?? '')
  }

  test.each<readonly [string, () => readonly string[], number, number]>([
    ['one more', () => items.toSpliced(at(), 0, digestOf(`new ${next(1e9)}`)), 22, 40],
    ['one less', () => without(at()), 22, 40],
    ['one changed', () => items.with(at(), digestOf(`new ${next(1e9)}`)), 22, 40],
    // Two edits.
    ['one moved to the front', () => moved(0), 36, 60],
    ['one moved', () => moved(at()), 40, 60],
  ])('%s costs few combines', (__, edit, mean, most) => {
    const counts = Array.from({ length: edits }, () => {
      const after = combinedIn(treeOf(edit()))
      return [...after].filter((hash) => !before.has(hash)).length
    })
    expect(Math.max(...counts)).toBeLessThanOrEqual(most)
    expect(counts.reduce((sum, count) => sum + count, 0) / edits).toBeLessThanOrEqual(mean)
  })
})
