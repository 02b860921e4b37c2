import { setTimeout as sleep } from 'node:timers/promises'
import { type Claim, type HeldClaim, StoreError } from '@stagewright/core'
import { createBatch } from '../index/batch.ts'
import { canBeNote, createClaimNotes, isNoted } from './claim-notes.ts'
import {
  beatOf,
  clearQuiet,
  deleteClaim,
  deleteHolder,
  describeHolder,
  forgetTold,
  heldBelow,
  type Holder,
  holderOf,
  insertClaim,
  insertHolder,
  isAlone,
  lifeOfHolder,
  otherQuietHolder,
  replaceClaim,
  setQuiet,
  tellOf,
  toldOf,
} from './claim-rows.ts'
import { createClaimWaits } from './claim-waits.ts'
import { createClaimsFile } from './claims-file.ts'
import type { Connection } from '../index/connection.ts'
import { storeProblem } from '../file-system-problem.ts'
import type { Layout } from '../layout.ts'

const heartbeatMs = 10_000
const mostPatienceMs = 120_000
/** So often a session that is alone looks whether another one has come. */
const lookEveryMs = 2
/**
 * After so long, a session that was alone has seen who came, or its note is there to be read: one that it writes later than
 * this after a look counts only once it has looked again.
 */
const surelySeenMs = 3 * lookEveryMs
/** A process that was stopped for so long is not waited for. */
const stoppedPatienceMs = 10_000
/** In the place of a note, for a claim that is a row. */
const row = -1

/** The claims of one session: what it holds, no other session of any process holds. */
export interface Claims {
  /** Takes a claim, or gives who holds it. */
  readonly take: (id: string) => SessionClaim | HeldClaim | Promise<SessionClaim | HeldClaim>
  /** Takes a claim that garbage collection looks for, whatever its length, and that nobody else has. */
  readonly show: (id: string) => Promise<void>
  /** What any session holds of claims whose ids begin so, without that beginning. */
  readonly heldBelow: (beginning: string) => readonly string[]
  readonly close: () => Promise<void>
}

export interface SessionClaim extends Claim {
  /** Whether no other session was there, so that none can have saved anything. */
  readonly isAlone: boolean
}

interface Request {
  readonly want: 'take' | 'show' | 'tell' | 'forget' | 'release' | 'leave'
  readonly id: string
  readonly text?: string
}

/** `early` where a session that was alone may not have seen this one yet. */
type Answer = 'row' | 'note' | 'held' | 'early' | 'done'

/**
 * A claim is a row that others see, or, of a session that is alone, a note, which costs less: the session says so in one
 * row. It looks every two milliseconds whether another one has come; then it makes rows of its notes, and of every claim
 * from there on, until it is alone again. Others read its notes meanwhile, so that nobody waits for a thread that is busy.
 */
export const createClaims = (layout: Layout, open: (path: string) => Connection): Claims => {
  const file = createClaimsFile(layout, open, () => {
    // What a new file does not know of, it is told by `register`.
    holder = 0
    isQuiet = false
  })
  const notes = createClaimNotes(file.notesPath)
  let holder = 0
  let registeredAt = 0
  let heartbeat: NodeJS.Timeout | undefined
  let isClosed = false
  /** Whether what is held is in notes. */
  let isQuiet = false
  let lookedAt = 0
  /** Whether another session was seen since notes were begun. */
  let hasCompany = false
  /** What is held: the place of its note, or `row`. */
  const held = new Map<string, number>()
  /** What a transaction that is under way takes. */
  const granting = new Set<string>()
  /** What was released and could not be written, such as on a full disk: it is free for this session at once. */
  const unreleased = new Set<string>()
  /** Since when holders were seen to be stopped. */
  const stoppedSince = new Map<number, number>()

  /** Whether nobody waits for a session any more. A stopped process keeps what others do not ask for, should it go on. */
  const isGivenUp = (other: Holder): boolean => {
    const life = lifeOfHolder(other)
    if (life !== 'stopped') {
      stoppedSince.delete(other.id)
      return life === 'gone'
    }
    const since = stoppedSince.get(other.id) ?? performance.now()
    stoppedSince.set(other.id, since)
    return performance.now() - since > stoppedPatienceMs
  }
  /** The session that has a claim: this one while it has not written that it released it. */
  const ownerOf = (on: Connection, id: string): Holder | undefined => {
    const owner = holderOf(on, id)
    if (owner !== undefined && !isGivenUp(owner)) return owner
    const quiet = otherQuietHolder(on, holder)
    return quiet !== undefined && isNoted(file.notesPath, id) && !isGivenUp(quiet) ? quiet : undefined
  }
  const register = (on: Connection): void => {
    if (holder !== 0) return
    holder = insertHolder(on)
    registeredAt = Number.POSITIVE_INFINITY
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
  const carryOut = (on: Connection, { want, id, text = '' }: Request): Answer => {
    switch (want) {
      case 'take':
        return take(on, id)
      case 'show':
        insertClaim(on, id, holder)
        return 'row'
      case 'tell':
        if (held.has(id)) tellOf(on, id, text)
        return 'done'
      case 'forget':
        forgetTold(on, id)
        return 'done'
      case 'release':
        deleteClaim(on, id, holder)
        return 'done'
      case 'leave':
        deleteHolder(on, holder)
        return 'done'
    }
  }
  const take = (on: Connection, id: string): Answer => {
    if (held.has(id) || granting.has(id)) return 'held'
    const answer = takeFree(on, id)
    if (answer === 'note' || answer === 'row') granting.add(id)
    return answer
  }
  const takeFree = (on: Connection, id: string): Answer => {
    if (isAlone(on, holder) && canBeNote(id)) {
      if (!isQuiet) {
        for (const other of held.keys()) insertClaim(on, other, holder)
        notes.begin()
        setQuiet(on, holder)
      }
      // From here on every commit of another session shows.
      lookedAt = performance.now()
      file.hasChanged(on)
      return 'note'
    }
    if (isQuiet) {
      for (const other of held.keys()) insertClaim(on, other, holder)
      clearQuiet(on, holder)
    }
    if (unreleased.delete(id)) deleteClaim(on, id, holder)
    const quiet = otherQuietHolder(on, holder)
    if (quiet !== undefined && performance.now() - registeredAt < surelySeenMs) return 'early'
    if (ownerOf(on, id) !== undefined) return 'held'
    replaceClaim(on, id, holder)
    return 'row'
  }
  const transact = (requests: readonly Request[]): readonly Answer[] => {
    let before: number | undefined
    granting.clear()
    const stillUnreleased = [...unreleased]
    try {
      const answers = file.transact((on) => {
        before = holder
        register(on)
        return requests.map((request) => carryOut(on, request))
      })
      const isNote = answers.includes('note')
      const isAsked = requests.some(({ want }) => want === 'take')
      if (before === 0 || (isAsked && isQuiet !== isNote)) for (const id of held.keys()) held.set(id, row)
      if (isAsked) {
        isQuiet = isNote
        hasCompany = false
      }
      // Others can see this session from now on, however long the transaction took.
      if (registeredAt === Number.POSITIVE_INFINITY) registeredAt = performance.now()
      return answers
    } catch (thrown) {
      holder = before ?? holder
      for (const id of stillUnreleased) unreleased.add(id)
      throw thrown
    }
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
  const look = (): void => {
    lookedAt = performance.now()
    // Looking may find another file, to which nothing was said yet.
    if (file.hasChanged() || !isQuiet) hasCompany = true
  }
  /** Whether the claim is a note from now on; not where another session has come before that can be read. */
  const note = (id: string): boolean => {
    const place = notes.add(id)
    if (performance.now() - lookedAt >= surelySeenMs) look()
    if (hasCompany) notes.remove(place)
    else held.set(id, place)
    return !hasCompany
  }
  /** The same without a transaction. */
  const takeQuietly = (id: string): boolean => {
    if (!isQuiet || hasCompany || !canBeNote(id)) return false
    if (performance.now() - lookedAt > lookEveryMs) look()
    return !hasCompany && note(id)
  }
  const takenAs = (id: string, answer: Answer | undefined): SessionClaim | HeldClaim | undefined => {
    switch (answer) {
      case 'note':
        return note(id) ? claimOf(id, false) : undefined
      case 'row':
        held.set(id, row)
        return claimOf(id, false)
      case 'held':
        return heldClaim(id)
      default:
        return undefined
    }
  }
  const takeLater = async (id: string): Promise<SessionClaim | HeldClaim> => {
    for (;;) {
      mustBeOpen()
      if (held.has(id)) return heldClaim(id)
      const taken = takenAs(id, await batch.add({ want: 'take', id }))
      if (taken !== undefined) return taken
      await sleep(surelySeenMs)
    }
  }
  /** Costs less than a transaction, so that waiting does not keep others from working. */
  const isFree = (id: string): boolean => {
    if (held.has(id)) return false
    try {
      return ownerOf(file.connect(), id) === undefined
    } catch {
      return true
    }
  }
  const waits = createClaimWaits(isFree)
  const heldClaim = (id: string): HeldClaim => ({
    isTaken: false,
    freed: waits.until(id),
    told: () => {
      try {
        return toldOf(file.connect(), id)
      } catch {
        return undefined
      }
    },
    holder: () => {
      try {
        const other = held.has(id) ? undefined : ownerOf(file.connect(), id)
        return other === undefined || other.id === holder ? 'another step of this run' : describeHolder(other)
      } catch {
        return 'another run'
      }
    },
  })
  const release = async (id: string): Promise<void> => {
    const place = held.get(id)
    if (place === undefined) return
    held.delete(id)
    if (place !== row) notes.remove(place)
    // What the claim was for is done: that others learn of it later must not undo it.
    else if (!isClosed) await batch.add({ want: 'release', id }).catch(() => unreleased.add(id))
    waits.free(id)
  }
  const claimOf = (id: string, isAlone: boolean): SessionClaim => {
    let isReleased = false
    let hasTold = false
    return {
      isTaken: true,
      tell: (text) => {
        hasTold = true
        void batch.add({ want: 'tell', id, text }).catch(() => {})
      },
      othersSaved: false,
      isAlone,
      release: () => {
        if (isReleased) return released
        isReleased = true
        if (hasTold && !isClosed) void batch.add({ want: 'forget', id }).catch(() => {})
        return release(id)
      },
    }
  }
  const mustBeOpen = (): void => {
    if (isClosed) throw new StoreError(layout.root, 'is closed.')
  }

  return {
    take: (id) => {
      mustBeOpen()
      if (held.has(id)) return heldClaim(id)
      try {
        if (takeQuietly(id)) return claimOf(id, true)
        return takenAs(id, transact([{ want: 'take', id }])[0]) ?? takeLater(id)
      } catch {
        // Another session writes; or something is wrong, which shows again.
        return takeLater(id)
      }
    },
    show: async (id) => {
      mustBeOpen()
      await batch.add({ want: 'show', id })
      held.set(id, row)
    },
    heldBelow: (beginning) => heldBelow(file.connect(), beginning),
    close: async () => {
      isClosed = true
      waits.end()
      await batch.settle()
      clearInterval(heartbeat)
      // Where this fails, whoever meets these claims finds that their process has ended.
      if (holder !== 0) await batch.add({ want: 'leave', id: '' }).catch(() => {})
      held.clear()
      notes.close()
      file.close()
    },
  }
}

const released = Promise.resolve()
