import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Claim, StoreError } from '@stagewright/core'
import { createBatch } from './batch.ts'
import type { Connection } from './connection.ts'
import { storeProblem } from './file-system-problem.ts'
import { fileIdentity } from './index-files.ts'
import type { Layout } from './layout.ts'
import { bootId, isAlive, type ProcessIdentity, thisProcess } from './process-identity.ts'
import { sqliteProblem } from './sqlite-problem.ts'

const shortestPauseMs = 1
const longestPauseMs = 50
const heartbeatMs = 10_000
/** So long the database of claims is taken to be where it was. */
const trustedForMs = 2
const foreignSilenceMs = 60_000
const mostPatienceMs = 120_000

/** The claims of one session: what it holds, no other session of any process holds. */
export interface Claims {
  readonly take: (id: string, signal?: AbortSignal) => Promise<Claim>
  readonly close: () => Promise<void>
}

const schema = `
  pragma page_size = 512;
  pragma busy_timeout = 8;
  pragma journal_mode = wal;
  pragma synchronous = off;
  create table if not exists holders (id integer primary key autoincrement, host text, pid integer, start text, seen integer);
  create table if not exists claims (id text primary key, holder integer) without rowid;
`

const insertClaim = 'insert into claims (id, holder) values (?, ?) on conflict do nothing'

interface Request {
  /** `leave` releases all. */
  readonly want: 'take' | 'release' | 'leave'
  readonly id: string
}

/**
 * Claims are rows of a database of their own, named by the boot of the machine: what a crash of the machine leaves
 * there, which is not synced, is never read.
 */
export const createClaims = (layout: Layout, open: (path: string) => Connection): Claims => {
  const path = join(layout.root, `claims-${bootId() || 'any'}.sqlite`)
  let connection: Connection | undefined
  let identity: string | undefined
  let holder = 0
  let heartbeat: NodeJS.Timeout | undefined
  let isClosed = false
  let checkedAt = Number.NEGATIVE_INFINITY
  const held = new Set<string>()

  const connect = (): Connection => {
    const now = performance.now()
    const isSpoiled = connection?.isSpoiled() === true
    if (connection !== undefined && !isSpoiled && now - checkedAt < trustedForMs) return connection
    checkedAt = now
    const isThere = connection !== undefined && fileIdentity(path) === identity
    if (connection !== undefined && isThere && !isSpoiled) return connection
    if (!existsSync(layout.format)) {
      throw new StoreError(layout.root, 'is not there any more: its folder was deleted while it was open.')
    }
    drop()
    // What a new file does not know of, it is told by `register`.
    if (!isThere) holder = 0
    removeOlderBoots(layout, path)
    const fresh = open(path)
    try {
      fresh.exec(schema)
    } catch (thrown) {
      fresh.close()
      throw thrown
    }
    connection = fresh
    identity = fileIdentity(path)
    return fresh
  }
  const drop = (): void => {
    checkedAt = Number.NEGATIVE_INFINITY
    connection?.close()
    connection = undefined
  }
  const register = (on: Connection): void => {
    if (holder !== 0) return
    const { host, pid, start } = thisProcess()
    on.run('insert into holders (host, pid, start, seen) values (?, ?, ?, ?)', [host, pid, start, Date.now()])
    holder = Number(on.blob('select cast(last_insert_rowid() as blob)', [])?.toString())
    for (const id of held) on.run(insertClaim, [id, holder])
    heartbeat ??= setInterval(beat, heartbeatMs).unref()
  }
  const beat = (): void => {
    try {
      inTransaction((on) => on.run('update holders set seen = ? where id = ?', [Date.now(), holder]))
    } catch {
      // The next beat may do better; only processes of other hosts look at it.
    }
  }

  const inTransaction = <Value>(act: (on: Connection) => Value): Value => {
    const on = connect()
    on.begin()
    const registered = holder
    try {
      const value = act(on)
      on.commit()
      return value
    } catch (thrown) {
      try {
        on.rollback()
      } catch {
        // It ended by itself.
      }
      holder = registered
      throw thrown
    }
  }
  const transact = (requests: readonly Request[]): readonly boolean[] =>
    inTransaction((on) => {
      register(on)
      return requests.map(({ want, id }) => {
        switch (want) {
          case 'take':
            return takeOrTakeOver(on, id, holder)
          case 'release':
            on.run('delete from claims where id = ? and holder = ?', [id, holder])
            return true
          case 'leave':
            on.run('delete from claims where holder = ?', [holder])
            on.run('delete from holders where id = ?', [holder])
            return true
        }
      })
    })
  const batch = createBatch(async (requests: readonly Request[]): Promise<readonly boolean[]> => {
    const startedAt = performance.now()
    for (let failures = 0; ;) {
      try {
        return transact(requests)
      } catch (thrown) {
        const problem = sqliteProblem(thrown)
        if (problem === 'damaged' && failures++ < 3) putAside(path, identity)
        else if (problem !== 'busy' || performance.now() - startedAt > mostPatienceMs)
          throw storeProblem(layout.root, thrown)
      }
      await sleep(1 + Math.random() * 4)
    }
  })
  /** At once, where nobody else writes; otherwise with what else waits to be written. */
  const tryTake = async (id: string): Promise<boolean> => {
    try {
      return transact([{ want: 'take', id }])[0] === true
    } catch {
      return batch.add({ want: 'take', id })
    }
  }
  /** Costs less than a transaction, so that waiting does not keep others from working. */
  const looksFree = (id: string): boolean => {
    try {
      const owner = ownerOf(connect(), id)
      return owner === undefined || isGone(owner.who, owner.seen)
    } catch {
      return true
    }
  }

  return {
    take: async (id, signal) => {
      const startedAt = performance.now()
      let waited = false
      for (;;) {
        signal?.throwIfAborted()
        if (isClosed) throw new StoreError(layout.root, 'is closed.')
        if ((!waited || looksFree(id)) && (await tryTake(id))) break
        waited = true
        const pause = (performance.now() - startedAt) / 8
        const bounded = Math.min(Math.max(pause, shortestPauseMs), longestPauseMs)
        await sleep(bounded * (0.5 + Math.random()), undefined, signal === undefined ? {} : { signal })
      }
      held.add(id)
      let isReleased = false
      return {
        waited,
        release: async () => {
          if (isReleased) return
          isReleased = true
          held.delete(id)
          if (isClosed) return
          await batch.add({ want: 'release', id })
        },
      }
    },
    close: async () => {
      isClosed = true
      await batch.settle()
      clearInterval(heartbeat)
      // Where this fails, whoever meets these claims finds that their process has ended.
      if (connection !== undefined && holder !== 0) await batch.add({ want: 'leave', id: '' }).catch(() => {})
      held.clear()
      drop()
    },
  }
}

const takeOrTakeOver = (connection: Connection, id: string, holder: number): boolean => {
  if (connection.run(insertClaim, [id, holder]) === 1) return true
  const owner = ownerOf(connection, id)
  if (owner !== undefined && !isGone(owner.who, owner.seen)) return false
  connection.run('update claims set holder = ? where id = ?', [holder, id])
  return true
}

interface Owner {
  readonly who: ProcessIdentity
  readonly seen: number
}

/** `undefined` where nobody holds the claim, or it cannot be told who. */
const ownerOf = (connection: Connection, id: string): Owner | undefined => {
  const sql = `select cast(json_array(host, pid, start, seen) as blob) from claims join holders on holders.id = claims.holder where claims.id = ?`
  const row = connection.blob(sql, [id])
  if (row === undefined) return undefined
  const [host, pid, start, seen] = JSON.parse(row.toString()) as readonly unknown[]
  return { who: { host: String(host), pid: Number(pid), start: String(start) }, seen: Number(seen) }
}

/** A process of another host cannot be looked at: it is gone when it was silent for a minute. */
const isGone = (who: ProcessIdentity, seen: number): boolean => {
  const alive = isAlive(who)
  return alive === 'unknown' ? Date.now() - seen > foreignSilenceMs : !alive
}

const putAside = (path: string, identity: string | undefined): void => {
  if (fileIdentity(path) !== identity) return
  for (const suffix of ['-wal', '-shm', '']) {
    try {
      renameSync(path + suffix, `${path}${suffix}.damaged`)
    } catch {
      // Not there, or another process was first.
    }
  }
}

const removeOlderBoots = (layout: Layout, path: string): void => {
  for (const name of readdirSync(layout.root)) {
    if (/^claims-.*\.sqlite/.test(name) && !join(layout.root, name).startsWith(path)) {
      rmSync(join(layout.root, name), { force: true })
    }
  }
}
