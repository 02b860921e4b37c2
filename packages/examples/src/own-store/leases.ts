import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Claim, HeldClaim } from 'stagewright'
import type { KeyValueMap } from './key-value-map.ts'

/** So many milliseconds after its session died, a claim ends. While the session lives, it is renewed. */
const leaseMs = 30_000

export interface Leases {
  readonly take: (id: string) => Promise<Pick<Claim, 'isTaken' | 'release'> | HeldClaim>
  readonly close: () => Promise<void>
}

// #region leases
/** Claims over a map that cannot compare and set: whoever finds its own key alone has the claim. Of several at once, nobody. */
export const makeLeases = (map: KeyValueMap): Leases => {
  const closing = new AbortController()
  const held = new Map<string, NodeJS.Timeout>()
  const living = async (id: string): Promise<readonly string[]> => {
    const keys = await map.list(`claim/${id}/`)
    const ends = await Promise.all(keys.map((key) => map.get(key)))
    return keys.filter((_, at) => Number(Buffer.from(ends[at] ?? [])) > Date.now())
  }
  const untilFree = async (id: string): Promise<void> => {
    do await sleep(5 + Math.random() * 20, undefined, { signal: closing.signal }).catch(() => {})
    while (!closing.signal.aborted && (await living(id)).length > 0)
  }
  const release = async (own: string): Promise<void> => {
    clearInterval(held.get(own))
    if (held.delete(own)) await map.delete(own)
  }
  return {
    take: async (id) => {
      const own = `claim/${id}/${randomUUID()}`
      const renew = (): Promise<void> => map.set(own, Buffer.from(`${Date.now() + leaseMs}`))
      await renew()
      if ((await living(id)).some((key) => key !== own)) {
        await map.delete(own)
        return { isTaken: false, freed: untilFree(id), holder: () => 'another session' }
      }
      held.set(own, setInterval(() => void renew().catch(() => {}), leaseMs / 3).unref())
      return { isTaken: true, release: () => release(own) }
    },
    close: async () => {
      closing.abort()
      for (const own of held.keys()) await release(own)
    },
  }
}
// #endregion leases
