import type { Claim, StoreSession } from './store.ts'
import type { Digest } from './trace.ts'

/** Waits until nobody holds a claim, and takes it. */
export const takeClaim = async (session: Pick<StoreSession, 'claim'>, id: Digest): Promise<Claim> => {
  for (;;) {
    const answer = await session.claim(id)
    if (answer.isTaken) return answer
    await answer.freed
  }
}
