import type { Subject } from '../graph/application.ts'
import { UnhashableParameterError } from '../errors/index.ts'
import type { Aspect, Digest, Read, ReadTarget } from '../ports/trace.ts'
import { formatPath, UnencodableValue } from '../values/encode.ts'
import { observe } from './observe.ts'

/** Gathers what one execution reads. */
export interface Recorder {
  readonly param: (record: number, path: readonly string[], aspect: Aspect) => void
  readonly name: (record: number) => void
  readonly file: (path: string, digest: Digest | undefined, signature: string | undefined) => void
  readonly env: (name: string, digest: Digest | undefined) => void
  /** What was read so far; the order is canonical. */
  readonly reads: () => readonly Read[]
  /** From now on, looking at what was not read before is an error, because no trace would tell of it. */
  readonly close: () => void
}

/** A target as a text of its own; the order of these texts is the order of reads in a key. */
export const idOf = (target: ReadTarget): string => {
  switch (target.door) {
    case 'param': {
      let id = `p${target.record}|${target.aspect}|`
      for (const key of target.path) id += `${key.length}:${key}`
      return id
    }
    case 'name':
      return `n${target.record}`
    case 'file':
      return `f${target.path}`
    case 'env':
      return `e${target.name}`
  }
}

/** A person's words for what was read. */
const describeTarget = (target: ReadTarget): string => {
  switch (target.door) {
    case 'param':
      return `Parameter '${formatPath(target.path)}'`
    case 'name':
      return `The record's name`
    case 'file':
      return `File ${target.path}`
    case 'env':
      return `Environment variable ${target.name}`
  }
}

/** What is seen where a file or a variable is not there. */
export const absent = 'absent'

/** What is seen where a file is there and cannot be read. */
export const unreadable = 'unreadable'

/** More reads than this directly below one parameter are kept as one read of the whole of it. */
export const mostReadsBelowOne = 64

/**
 * @param subjects the record, then an aggregate's members
 * @param onRead called after each new read
 */
export const makeRecorder = (subjects: readonly Subject[], onRead: () => void): Recorder => {
  const seen = new Map<string, Read>()
  let closed = false
  const add = (target: ReadTarget, saw: () => string, signature?: string): void => {
    const id = idOf(target)
    if (seen.has(id)) return
    if (closed) {
      if (isCovered(target, seen)) return
      throw new TypeError(
        `${describeTarget(target)} was read after its stage had finished. Read it before the function returns.`,
      )
    }
    seen.set(id, { target, saw: saw(), ...(signature === undefined ? {} : { signature }) })
    onRead()
  }
  const subjectOf = (record: number): Subject => {
    const subject = subjects[record]
    if (subject === undefined) throw new RangeError(`There is no record ${record}.`)
    return subject
  }
  return {
    param: (record, path, aspect) => {
      const subject = subjectOf(record)
      const [top] = path
      if (top === undefined || !subject.operational.has(top))
        add({ door: 'param', record, path, aspect }, () => observeOrExplain(subject, path, aspect))
      // Whoever finds out that it changes results after all, and says so, gets new ones.
      else if (!closed)
        add({ door: 'param', record, path: [top], aspect: 'operational' }, () =>
          observe(subject, [top], 'operational'),
        )
    },
    name: (record) => add({ door: 'name', record }, () => subjectOf(record).name),
    file: (path, digest, signature) => add({ door: 'file', path }, () => digest ?? absent, signature),
    env: (name, digest) => add({ door: 'env', name }, () => digest ?? absent),
    reads: () => {
      if (seen.size <= 1) return Array.from(seen.values())
      return withoutParts(collapse(seen, subjects), subjects).toSorted((a, b) =>
        idOf(a.target) < idOf(b.target) ? -1 : 1,
      )
    },
    close: () => {
      closed = true
    },
  }
}

/** A read of a whole value covers all that is in it. */
const isCovered = (target: ReadTarget, seen: ReadonlyMap<string, Read>): boolean =>
  target.door === 'param' &&
  Array.from({ length: target.path.length + 1 }, (_, length) => target.path.slice(0, length)).some((path) =>
    seen.has(idOf({ door: 'param', record: target.record, path, aspect: 'value' })),
  )

/** Looking at parts of what was read as a whole says nothing more: whether a cacher looked at them must not matter. */
const withoutParts = (reads: readonly Read[], subjects: readonly Subject[]): readonly Read[] => {
  const wholes = new Map(reads.filter(isWhole).map((read) => [idOf(read.target), read]))
  if (wholes.size === 0) return reads
  return reads.filter((read) => {
    const { target } = read
    if (target.door !== 'param' || !isCovered(target, wholes)) return true
    // A form that stands for a parameter may say less than its parts.
    if (subjects[target.record]?.represent[target.path[0] ?? ''] !== undefined) return true
    const isOwnWhole = wholes.has(idOf(target))
    return (
      isOwnWhole &&
      (target.path.length === 0 || !isCovered({ ...target, path: target.path.slice(0, -1) }, wholes))
    )
  })
}

const isWhole = ({ target, saw }: Read): boolean =>
  target.door === 'param' && target.aspect === 'value' && /^[{[]/u.test(saw)

const observeOrExplain = (subject: Subject, path: readonly string[], aspect: Aspect): string => {
  try {
    return observe(subject, path, aspect)
  } catch (error) {
    if (!(error instanceof UnencodableValue)) throw error
    throw new UnhashableParameterError(
      { record: subject.name },
      formatPath([...path, ...error.path]),
      error.what,
    )
  }
}

/** Many reads below one parameter become one of its whole value: more than was read, so never too little. */
const collapse = (seen: ReadonlyMap<string, Read>, subjects: readonly Subject[]): Read[] => {
  const below = new Map<string, number>()
  const parentOf = (target: ReadTarget): string | undefined =>
    target.door === 'param' && target.path.length > 1
      ? idOf({ ...target, aspect: 'value', path: target.path.slice(0, -1) })
      : undefined
  for (const { target } of seen.values()) {
    const parent = parentOf(target)
    if (parent !== undefined) below.set(parent, (below.get(parent) ?? 0) + 1)
  }
  const kept = new Map<string, Read>()
  for (const [id, read] of seen) {
    const parent = parentOf(read.target)
    if (
      parent === undefined ||
      (below.get(parent) ?? 0) <= mostReadsBelowOne ||
      read.target.door !== 'param'
    ) {
      kept.set(id, read)
      continue
    }
    if (kept.has(parent)) continue
    const { record, path } = read.target
    const target: ReadTarget = { door: 'param', record, path: path.slice(0, -1), aspect: 'value' }
    const subject = subjects[record]
    if (subject !== undefined)
      kept.set(parent, { target, saw: observeOrExplain(subject, target.path, 'value') })
  }
  return [...kept.values()]
}
