import { elsewherePhrases } from './elsewhere.ts'
import { functionText, type FunctionText } from './function-text.ts'
import { sourceText } from './part-text.ts'
import { addPart, factsIn, messageOf, nameOf, newWalk, type Fn, type Walk } from './walk.ts'
import { sha256 } from '../files/sha256.ts'

/** What a walk over everything that a function reaches found. */
export interface Reach {
  readonly digest: string
  readonly parts: Readonly<Record<string, string>>
  readonly untracked: readonly string[]
  /** Whether something could not be read that ought to be readable. */
  readonly isFaulty: boolean
}

interface Walked {
  readonly walk: Walk
  readonly digest: string
}

const walkOnce = (root: Fn, writes: Iterable<object>): Walked => {
  const walk = newWalk(root, writes)
  walk.numbers.set(root, 0)
  walk.queue.push({ fn: root, label: nameOf(root) || '(anonymous)' })
  const texts: string[] = []
  for (let at = 0; at < walk.queue.length; at++) {
    const { fn, label } = walk.queue[at] as Walk['queue'][number]
    const { text, described, part } = textOf(walk, fn, label, at === 0)
    texts.push(text)
    if (part !== undefined) {
      const source = factsIn(walk, fn).text
      addPart(walk, part, described, () => sourceText(source))
    }
  }
  const names = namesText(walk)
  if (names !== '') {
    texts.push(names)
    addPart(walk, 'the names of functions', names)
  }
  return { walk, digest: sha256(texts.join('\n')) }
}

/** One function that cannot be read is told of, and makes its stage run; the rest counts as it does elsewhere. */
const textOf = (walk: Walk, fn: Fn, label: string, isRoot: boolean): FunctionText => {
  try {
    return functionText(walk, fn, label, isRoot)
  } catch (error) {
    walk.isFaulty = true
    walk.untracked.add(`\`${label}\`, which cannot be read (${messageOf(error)})`)
    return { text: '(unreadable)', described: '(unreadable)' }
  }
}

/** The names of functions that are handed around, and of classes, where somebody asks for them. */
const namesText = (walk: Walk): string => {
  if (!walk.readsNames) return ''
  const isAsked = (fn: object): boolean =>
    walk.exposed.has(fn as Fn) || (walk.readsClassNames && factsIn(walk, fn).canonical?.kind === 'class')
  return [...walk.numbers]
    .filter(([fn]) => isAsked(fn) && factsIn(walk, fn).package() === undefined)
    .map(([fn]) => JSON.stringify(nameOf(fn as Fn)))
    .join(' ')
}

/** Follows everything that a function reaches: each function by its canonical text, each value by its content. */
export const reachOf = (root: Fn): Reach => {
  let walked = walkOnce(root, [])
  if (walked.walk.again) walked = walkOnce(root, walked.walk.writes)
  const { walk, digest } = walked
  const untracked = [...walk.untracked, ...elsewherePhrases(walk)]
  return { digest, parts: Object.fromEntries(walk.parts), untracked, isFaulty: walk.isFaulty }
}
