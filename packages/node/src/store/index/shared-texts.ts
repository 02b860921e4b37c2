import type { Read, ReadTarget, Trace } from '@stagewright/core'
import type { Connection } from './connection.ts'
import type { TextRef } from './text-refs.ts'
import type { TextTable } from './text-table.ts'

/** What of an execution is kept once for all that share it. */
export interface SharedTexts {
  readonly stage: TextRef
  readonly code: TextRef
  readonly targets: TextRef
}

/** Finds or adds shared texts, in the course of one transaction. */
export const createSharedTexts = (
  connection: Connection,
  texts: TextTable,
): ((trace: Pick<Trace, 'stage' | 'code' | 'parts' | 'reads'>) => SharedTexts) => {
  const stages = new Map<string, TextRef>()
  /** What each stage's last execution read: the next one reads the same, mostly. */
  const lastOf = new Map<string, { readonly reads: readonly Read[]; readonly ref: TextRef }>()
  const stageRef = (stage: string): TextRef => {
    const ref = stages.get(stage) ?? texts.put(connection, JSON.stringify(stage))
    stages.set(stage, ref)
    return ref
  }
  const targetsRef = (stage: string, reads: readonly Read[]): TextRef => {
    const last = lastOf.get(stage)
    if (last !== undefined && haveSameTargets(last.reads, reads)) return last.ref
    const ref = texts.put(connection, JSON.stringify(reads.map(({ target }) => plainTarget(target))))
    lastOf.set(stage, { reads, ref })
    return ref
  }
  return ({ stage, code, parts, reads }) => ({
    stage: stageRef(stage),
    code: texts.put(connection, codeText(code, parts)),
    targets: targetsRef(stage, reads),
  })
}

/** Executions of one stage share the object of their parts, and so its text. */
const codeText = (code: Trace['code'], parts: Trace['parts']): string => {
  const known = codeTexts.get(parts)
  if (known?.code === code) return known.text
  const text = JSON.stringify([code, parts])
  codeTexts.set(parts, { code, text })
  return text
}
const codeTexts = new WeakMap<object, { readonly code: string; readonly text: string }>()

const haveSameTargets = (some: readonly Read[], others: readonly Read[]): boolean =>
  some.length === others.length &&
  some.every(({ target }, at) => {
    const other = others[at]?.target
    return other !== undefined && isSameTarget(target, other)
  })

const isSameTarget = (one: ReadTarget, other: ReadTarget): boolean => {
  switch (one.door) {
    case 'param':
      return (
        other.door === 'param' &&
        one.record === other.record &&
        one.aspect === other.aspect &&
        one.path.length === other.path.length &&
        one.path.every((key, at) => key === other.path[at])
      )
    case 'name':
      return other.door === 'name' && one.record === other.record
    case 'file':
      return other.door === 'file' && one.path === other.path
    case 'env':
      return other.door === 'env' && one.name === other.name
  }
}

/** The same target gives the same text, in whatever order its properties were written. */
const plainTarget = (target: ReadTarget): ReadTarget => {
  switch (target.door) {
    case 'param':
      return { door: target.door, record: target.record, path: target.path, aspect: target.aspect }
    case 'name':
      return { door: target.door, record: target.record }
    case 'file':
      return { door: target.door, path: target.path }
    case 'env':
      return { door: target.door, name: target.name }
  }
}
