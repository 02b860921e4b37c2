import { setTimeout as sleep } from 'node:timers/promises'
import { type Claim, type ClaimOptions, StoreError } from '@stagewright/core'
import { createBatch } from './batch.ts'
import {
  beatOf,
  clearQuiet,
  deleteClaim,
  deleteHolder,
  heldBelow,
  insertClaim,
  insertHolder,
  isAlone,
  looksFree,
  setQuiet,
  takeOrTakeOver,
} from './claim-rows.ts'
import { createClaimsFile } from './claims-file.ts'
import type { Connection } from './connection.ts'
import { storeProblem } from './file-system-problem.ts'
import type { Layout } from './layout.ts'

const shortestPauseMs = 1
const longestPauseMs = 50
const heartbeatMs = 10_000
const mostPatienceMs = 120_000
/** So often a quiet session looks whether another one has come. */
const lookEveryMs = 2
/** A claim that is held for longer is written. */
const briefMs = 20
/** In the place of a time, for a claim that others see. */
const written = -1

/** The claims of one session: what it holds, no other session of any process holds. */
export interface Claims {
  readonly take: (id: string, options?: ClaimOptions) => Promise<SessionClaim>
  /** What any session holds of claims whose ids begin so, without that beginning. */
  readonly heldBelow: (beginning: string) => readonly string[]
  readonly close: () => Promise<void>
}

export interface SessionClaim extends Claim {
  /** Whether no other session was there, so that none can have saved anything. */
  readonly alone: boolean
}

interface Request {
  /** `brief` may make the session quiet; `publish` writes what it holds; `leave` releases all. */
  readonly want: 'take' | 'brief' | 'release' | 'publish' | 'leave'
  readonly id: string
}

type Answer = 'taken' | 'quiet' | 'refused' | 'done'

/**
 * A claim is a row that others see. A session that is alone need not write the claims of work that is over in a moment:
 * it says that it is quiet, looks every two milliseconds whether another session has come, and then writes what it
 * holds. The others wait for that. Before work that may take long, a session writes all that it holds, so that nobody
 * waits for a thread that is busy.
 */
export const createClaims = (layout: Layout, open: (path: string) => Connection): Claims => {
  const file = createClaimsFile(layout, open, () => {
    // What a new file does not know of, it is told by `register`.
    holder = 0
    isQuiet = false
  })
  let holder = 0
  let heartbeat: NodeJS.Timeout | undefined
  let watch: NodeJS.Timeout | undefined
  let isClosed = false
  let isQuiet = false
  /** Another session has come while this one was quiet. */
  let isHeard = false
  let lookedAt = 0
  let grantedAt = 0
  /** What is held: since when where others cannot see it, or `written`. */
  const held = new Map<string, number>()
  /** What was released and could not be written, such as on a full disk: it is free for this session at once. */
  const unreleased = new Set<string>()

  const register = (on: Connection): void => {
    if (holder !== 0) return
    holder = insertHolder(on)
    for (const id of held.keys()) insertClaim(on, id, holder)
    heartbeat ??= setInterval(beat, heartbeatMs).unref()
  }
  const beat = (): void => {
    try {
      file.transact((on) => {
        beatOf(on, holder)
        for (const id of unreleased) deleteClaim(on, id, holder)
      })
      unreleased.clear()
    } catch {
      // The next beat may do better; only processes of other hosts look at it.
    }
  }
  /** One request within a transaction; tells what came of it. */
  const carryOut = (on: Connection, { want, id }: Request): Answer => {
    switch (want) {
      case 'brief':
        if (isAlone(on, holder)) {
          setQuiet(on, holder)
          // From here on every commit of another session shows.
          file.hasChanged(on)
          return 'quiet'
        }
        return carryOut(on, { want: 'take', id })
      case 'take':
        publish(on)
        if (unreleased.delete(id)) deleteClaim(on, id, holder)
        return !held.has(id) && takeOrTakeOver(on, id, holder) ? 'taken' : 'refused'
      case 'release':
        deleteClaim(on, id, holder)
        return 'done'
      case 'publish':
        publish(on)
        return 'done'
      case 'leave':
        deleteHolder(on, holder)
        return 'done'
    }
  }
  const publish = (on: Connection): void => {
    if (!isQuiet) return
    for (const [id, since] of held) if (since !== written) insertClaim(on, id, holder)
    clearQuiet(on, holder)
  }
  const transact = (requests: readonly Request[]): readonly Answer[] => {
    let before: number | undefined
    const stillUnreleased = [...unreleased]
    try {
      const answers = file.transact((on) => {
        before = holder
        register(on)
        return requests.map((request) => carryOut(on, request))
      })
      const speaks = ({ want }: Request, at: number): boolean =>
        want === 'publish' || want === 'take' || (want === 'brief' && answers[at] !== 'quiet')
      if (before === 0 || (isQuiet && requests.some(speaks))) noteWritten()
      return answers
    } catch (thrown) {
      holder = before ?? holder
      for (const id of stillUnreleased) unreleased.add(id)
      throw thrown
    }
  }
  const noteWritten = (): void => {
    isQuiet = false
    isHeard = false
    clearInterval(watch)
    for (const [id, since] of held) if (since !== written) held.set(id, written)
  }
  const batch = createBatch(async (requests: readonly Request[]) => {
    const startedAt = performance.now()
    for (let failures = 0; ;) {
      try {
        return transact(requests)
      } catch (thrown) {
        const problem = file.problemOf(thrown)
        if (problem === 'damaged' && failures++ < 3) file.putAside()
        else if (problem !== 'busy' || performance.now() - startedAt > mostPatienceMs)
          throw storeProblem(layout.root, thrown)
      }
      await sleep(1 + Math.random() * 4)
    }
  })
  /** At once, where nobody else writes; otherwise with what else waits to be written. */
  const tryTake = async (want: 'take' | 'brief', id: string): Promise<boolean> => {
    if (held.has(id)) return false
    let answer: Answer | undefined
    try {
      answer = transact([{ want, id }])[0]
    } catch {
      answer = await batch.add({ want: 'take', id })
    }
    if (answer === 'taken') held.set(id, written)
    if (answer === 'quiet') beQuiet(id)
    return answer === 'taken' || answer === 'quiet'
  }
  const beQuiet = (id: string): void => {
    isQuiet = true
    isHeard = false
    grantedAt = performance.now()
    lookedAt = grantedAt
    held.set(id, grantedAt)
    clearInterval(watch)
    watch = setInterval(speakUp, briefMs).unref()
  }
  /** Writes what has been held for longer than a moment, and what others may wait for. */
  const speakUp = (): void => {
    const now = performance.now()
    const isIdle = now - grantedAt > briefMs
    const isLong = [...held.values()].some((since) => since !== written && now - since > briefMs)
    try {
      isHeard ||= file.hasChanged()
      if (isIdle || isLong || isHeard) transact([{ want: 'publish', id: '' }])
    } catch {
      // The next look may do better.
    }
  }
  /** Whether the claim is held from now on, without anything being written. */
  const grantQuietly = (id: string): boolean => {
    if (!isQuiet || isHeard || held.has(id)) return false
    const now = performance.now()
    if (now - lookedAt > lookEveryMs) {
      lookedAt = now
      isHeard = file.hasChanged()
      // Looking may have found another file, to which nothing was said yet.
      if (isHeard || !isQuiet) return false
    }
    grantedAt = now
    held.set(id, now)
    return true
  }
  /** Costs less than a transaction, so that waiting does not keep others from working. */
  const isFree = (id: string): boolean => {
    if (held.has(id)) return false
    try {
      return looksFree(file.connect(), id, holder)
    } catch {
      return true
    }
  }
  const release = async (id: string): Promise<void> => {
    const isWritten = held.get(id) === written
    held.delete(id)
    // What the claim was for is done: that others learn of it later must not undo it.
    if (isWritten && !isClosed) await batch.add({ want: 'release', id }).catch(() => unreleased.add(id))
  }
  const claimOf = (id: string, waited: boolean, alone: boolean): SessionClaim => {
    let isReleased = false
    return {
      waited,
      alone,
      release: () => {
        if (isReleased) return released
        isReleased = true
        return release(id)
      },
    }
  }
  const mustBeOpen = (): void => {
    if (isClosed) throw new StoreError(layout.root, 'is closed.')
  }

  return {
    take: async (id, { signal, brief = false } = {}) => {
      signal?.throwIfAborted()
      mustBeOpen()
      if (brief && grantQuietly(id)) return claimOf(id, false, true)
      const startedAt = performance.now()
      let waited = false
      for (;;) {
        if ((!waited || isFree(id)) && (await tryTake(brief ? 'brief' : 'take', id)))
          return claimOf(id, waited, false)
        waited = true
        const pause = (performance.now() - startedAt) / 8
        const bounded = Math.min(Math.max(pause, shortestPauseMs), longestPauseMs)
        await sleep(bounded * (0.5 + Math.random()), undefined, signal === undefined ? {} : { signal })
        mustBeOpen()
      }
    },
    heldBelow: (beginning) => heldBelow(file.connect(), beginning),
    close: async () => {
      isClosed = true
      await batch.settle()
      clearInterval(heartbeat)
      clearInterval(watch)
      // Where this fails, whoever meets these claims finds that their process has ended.
      if (holder !== 0) await batch.add({ want: 'leave', id: '' }).catch(() => {})
      held.clear()
      file.close()
    },
  }
}

const released = Promise.resolve()
