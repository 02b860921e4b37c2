import type { Connection } from './connection.ts'
import { sha256 } from '../../files/sha256.ts'
import { short48 } from '../short48.ts'

const dayMs = 24 * 3600 * 1000

/** Which executions a session found by their keys: garbage collection takes first what nobody asked for any more. */
export interface Uses {
  readonly note: (execution: number) => void
  /** Ids in a form that is short where they follow each other. */
  readonly noted: () => UsedSet | undefined
}

export interface UsedSet {
  readonly ids: readonly number[]
  readonly hash: number
  readonly day: number
}

export const createUses = (): Uses => {
  const used: number[] = []
  return {
    note: (execution) => used.push(execution),
    noted: () => {
      if (used.length === 0) return undefined
      const ids = Array.from(new Set(Float64Array.from(used).sort()))
      return { ids, hash: short48(sha256(rangesOf(ids))), day: Math.floor(Date.now() / dayMs) }
    },
  }
}

/** Whether the same was noted today: most runs use what the run before them used. */
export const isNoted = (connection: Connection, { hash, day }: UsedSet): boolean =>
  connection.blob('select cast(day as blob) from used_sets where hash = ? and day >= ?', [hash, day]) !==
  undefined

/** Only inside a transaction. */
export const writeUses = (connection: Connection, { ids, hash, day }: UsedSet): void => {
  connection.run(
    'insert into uses (id, day) select value, ? from json_each(?) where true on conflict do update set day = excluded.day',
    [day, JSON.stringify(ids)],
  )
  connection.run('delete from used_sets where day < ?', [day])
  connection.run('insert or replace into used_sets (hash, day) values (?, ?)', [hash, day])
}

/** When each execution was last used, in milliseconds since 1970: the end of that day. */
export const readUses = (connection: Connection): ReadonlyMap<number, number> => {
  const uses = new Map<number, number>()
  const text = connection
    .blobs('select cast(cast(id as text) || char(9) || cast(day as text) as blob) from uses', [])
    .map(String)
  for (const line of text) {
    const [id, day] = line.split('\t')
    uses.set(Number(id), (Number(day) + 1) * dayMs)
  }
  return uses
}

const rangesOf = (sorted: readonly number[]): string => {
  const ranges: string[] = []
  for (let at = 0; at < sorted.length;) {
    let end = at
    while (sorted[end + 1] === (sorted[end] ?? 0) + 1) end++
    ranges.push(end === at ? `${sorted[at]}` : `${sorted[at]}-${sorted[end]}`)
    at = end + 1
  }
  return ranges.join(',')
}
