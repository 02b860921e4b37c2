import { isGoingOn, listRuns, readLine, stampOf } from '../document/kept-runs.ts'
import { lineOf } from '../document/run-line.ts'
import type { LinkedLine } from '../page/page-data.ts'
import type { Say } from './streams.ts'
import { type Tail, tailRun } from './tail-run.ts'

/** Tells many clients of the runs of one folder, which it looks at once for all of them, and only while somebody listens. */
export interface Follower {
  /** Tells of one run: `whole` with its document, `patch` for each change, `over` when it has ended. */
  readonly run: (run: string, say: Say) => () => void
  /** Tells of the list: `lines` with the lines that are new or changed, and the ids of all. */
  readonly list: (say: Say) => () => void
  readonly lines: () => readonly LinkedLine[]
}

/** How often the folder is looked at, in milliseconds. */
const lookMs = 400

export const followRuns = (folder: string): Follower => {
  const listeners = new Map<string, Set<Listener>>()
  const tails = new Map<string, Tail>()
  const readers = new Map<Say, Map<string, string>>()
  const known = new Map<string, { readonly stamp: string; readonly line: LinkedLine | undefined }>()
  let timer: NodeJS.Timeout | undefined

  const tailOf = (run: string): Tail => {
    const tail = tails.get(run) ?? tailRun(folder, run)
    tails.set(run, tail)
    return tail
  }
  const lineNow = (id: string): LinkedLine | undefined => {
    const stamp = stampOf(folder, id)
    const before = known.get(id)
    if (before !== undefined && before.stamp === stamp) return before.line
    const document = isGoingOn(stamp) ? tails.get(id)?.document() : undefined
    const plain = document === undefined ? readLine(folder, id) : lineOf(document)
    const line = plain && { ...plain, href: `/run/${id}` }
    known.set(id, { stamp, line })
    return line
  }
  const lines = (): readonly LinkedLine[] => {
    const ids = listRuns(folder)
    const present = new Set(ids)
    for (const id of known.keys()) if (!present.has(id)) known.delete(id)
    return ids.flatMap((id) => lineNow(id) ?? [])
  }
  const tellOfRuns = (patchesOf: ReadonlyMap<string, readonly string[] | undefined>): void => {
    for (const [run, those] of listeners) {
      const patches = patchesOf.get(run)
      let whole: Buffer | undefined
      for (const listener of those) {
        if (patches === undefined) {
          if (listener.say('over', '')) those.delete(listener)
        } else if (listener.isBehind) {
          whole ??= Buffer.from(JSON.stringify(tailOf(run).document()))
          listener.isBehind = !listener.say('whole', whole)
        } else listener.isBehind = !patches.every((patch) => listener.say('patch', patch))
      }
    }
  }
  const tellOfList = (): void => {
    const now = lines().map((line) => [line.run, JSON.stringify(line)] as const)
    for (const [say, told] of readers) {
      const fresh = now.filter(([run, text]) => told.get(run) !== text)
      if (fresh.length === 0 && told.size === now.length) continue
      const runs = JSON.stringify(now.map(([run]) => run))
      if (!say('lines', `{"lines":[${fresh.map(([, text]) => text).join()}],"runs":${runs}}`)) continue
      told.clear()
      for (const [run, text] of now) told.set(run, text)
    }
  }
  const look = (): void => {
    const live = readers.size === 0 ? [] : listRuns(folder).filter((run) => isGoingOn(stampOf(folder, run)))
    const followed = new Set([...listeners.keys(), ...live])
    for (const run of tails.keys()) if (!followed.has(run)) tails.delete(run)
    tellOfRuns(new Map([...followed].map((run) => [run, tailOf(run).look()])))
    if (readers.size > 0) tellOfList()
  }
  const rest = (): void => {
    for (const [run, those] of listeners) if (those.size === 0) listeners.delete(run)
    if (listeners.size > 0 || readers.size > 0) return
    clearInterval(timer)
    timer = undefined
    tails.clear()
  }
  const wake = (): void => {
    timer ??= setInterval(() => {
      look()
      rest()
    }, lookMs)
  }
  return {
    lines,
    run: (run, say) => {
      const listener: Listener = { say, isBehind: true }
      const those = listeners.get(run) ?? new Set()
      listeners.set(run, those.add(listener))
      wake()
      look()
      return () => {
        those.delete(listener)
        rest()
      }
    },
    list: (say) => {
      readers.set(say, new Map())
      wake()
      look()
      return () => {
        readers.delete(say)
        rest()
      }
    },
  }
}

interface Listener {
  readonly say: Say
  /** Whether it lacks changes, and gets the whole document next. */
  isBehind: boolean
}
