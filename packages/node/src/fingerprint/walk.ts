import { elsewherePhrases } from './elsewhere.ts'
import { functionText } from './function-text.ts'
import { addPart, nameOf, newWalk, type Fn, type Walk } from './reach.ts'
import { sha256 } from './sha256.ts'

/** What a walk over everything that a function reaches found. */
export interface Reach {
  readonly digest: string
  readonly parts: Readonly<Record<string, string>>
  readonly untracked: readonly string[]
}

const walkOnce = (root: Fn): { walk: Walk; digest: string } => {
  const walk = newWalk()
  walk.numbers.set(root, 0)
  walk.queue.push({ fn: root, label: nameOf(root) || '(anonymous)' })
  const texts: string[] = []
  for (let at = 0; at < walk.queue.length; at++) {
    const { fn, label } = walk.queue[at] as Walk['queue'][number]
    const { text, described, part } = functionText(walk, fn, label, at === 0)
    texts.push(text)
    if (part !== undefined) addPart(walk, part, described)
  }
  return { walk, digest: sha256(texts.join('\n')) }
}

/** Follows everything that a function reaches: each function by its canonical text, each value by its content. */
export const reachOf = (root: Fn): Reach => {
  let { walk, digest } = walkOnce(root)
  if (walk.again) ({ walk, digest } = walkOnce(root))
  const untracked = [...walk.untracked, ...elsewherePhrases(walk)]
  return { digest, parts: Object.fromEntries(walk.parts), untracked }
}
