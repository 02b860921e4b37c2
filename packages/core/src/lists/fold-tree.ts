import type { Digest } from '../ports/trace.ts'

/** A part of a sequence of items: one item, or two parts side by side. */
export type TreePart = {
  /** The same for equal sequences that were divided alike, and, but for chance, for no others. */
  readonly hash: number
  /** How many items it has. */
  readonly size: number
} & (
  | {
      /** Which item it is. Where items are equal, the first of them. */
      readonly item: number
      readonly halves?: undefined
    }
  | { readonly halves: readonly [TreePart, TreePart] }
)

/**
 * Divides a sequence in two, and its parts again, down to single items. Where it is divided is decided by the items
 * beside each gap, and neither by places nor by what the sequence was before. So two sequences that differ in one item have
 * all but about 1.4 log2 n parts in common.
 *
 * A sequence is divided at the gap whose hash is the least: the parts are a treap. A hash is made of the digests on both
 * sides. Items that repeat would make hashes equal: so equal neighbours are combined first, in powers of two, and where
 * hashes are equal after that, the parts between such gaps are a sequence of their own, whose parts differ more than items
 * do.
 *
 * @returns `undefined` for no items
 */
export const treeOf = (digests: readonly Digest[]): TreePart | undefined => {
  const leaves = new Map<Digest, TreePart>()
  const pairs = new Map<TreePart, Map<TreePart, TreePart>>()

  /** Equal pairs are one object. */
  const pair = (left: TreePart, right: TreePart): TreePart => {
    const beside = pairs.get(left) ?? new Map<TreePart, TreePart>()
    pairs.set(left, beside)
    const known = beside.get(right) ?? {
      hash: hashOf(`${left.hash}+${right.hash}`),
      size: left.size + right.size,
      halves: [left, right],
    }
    beside.set(right, known)
    return known
  }

  /** Equal parts in a row: one more or less has most powers in common. */
  const power = (part: TreePart, times: number): TreePart => {
    const powers = [part]
    for (let at = part; 2 ** powers.length <= times; powers.push(at)) at = pair(at, at)
    let whole = powers.at(-1) ?? part
    for (let bit = powers.length - 2; bit >= 0; bit--)
      if (Math.floor(times / 2 ** bit) % 2 === 1) whole = pair(whole, powers[bit] ?? part)
    return whole
  }

  const withoutRepeats = (parts: readonly TreePart[]): readonly TreePart[] => {
    const different: TreePart[] = []
    let from = 0
    for (const [index, part] of parts.entries()) {
      if (parts[index + 1] === part) continue
      different.push(index === from ? part : power(part, index + 1 - from))
      from = index + 1
    }
    return different
  }

  /** Calls itself for at most half as many parts: of two gaps side by side, one has another hash. */
  const divide = (sequence: readonly TreePart[]): TreePart | undefined => {
    const parts = withoutRepeats(sequence)
    /** Gaps of growing hashes, each with the parts before it that are not paired yet. */
    const open: { readonly hash: number; readonly before: TreePart[] }[] = []
    let last = parts[0]
    const close = (hash: number): void => {
      for (let top = open.at(-1); top !== undefined && top.hash > hash; top = open.at(-1)) {
        open.pop()
        const [first, second] = top.before
        if (last !== undefined && first !== undefined)
          last = second === undefined ? pair(first, last) : divide([...top.before, last])
      }
    }
    for (let index = 1; index < parts.length; index++) {
      const next = parts[index]
      if (last === undefined || next === undefined) break
      const hash = hashOf(`${parts[index - 1]?.hash}|${next.hash}`)
      close(hash)
      const top = open.at(-1)
      if (top?.hash === hash) top.before.push(last)
      else open.push({ hash, before: [last] })
      last = next
    }
    close(-1)
    return last
  }

  const items = digests.map((digest, item) => {
    const known = leaves.get(digest) ?? { hash: hashOf(digest), size: 1, item }
    leaves.set(digest, known)
    return known
  })
  return divide(items)
}

const { imul } = Math

/** 53 bits that tell texts apart which nobody chose in order to deceive: a tree that is worse than need be harms nobody. */
const hashOf = (text: string): number => {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    high = imul(high ^ code, 0x9e3779b1)
    low = imul(low ^ code, 0x5f356495)
  }
  high = imul(high ^ (high >>> 16), 0x85ebca6b) ^ imul(low ^ (low >>> 13), 0xc2b2ae35)
  low = imul(low ^ (low >>> 16), 0x85ebca6b) ^ imul(high ^ (high >>> 13), 0xc2b2ae35)
  return (low >>> 0) * 2 ** 21 + (high >>> 11)
}
