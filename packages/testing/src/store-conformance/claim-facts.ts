import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { digestOf } from './example-trace.ts'
import type { Check } from './fact.ts'

const id = digestOf('claim')

export const claimFacts: Readonly<Record<string, Check>> = {
  'a claim that nobody holds is taken without waiting, again and again': async (store) => {
    const session = await store.open({ readOnly: false })
    for (let round = 0; round < 3; round++) {
      const claim = await session.claim(id)
      assert.equal(claim.waited, false)
      await claim.release()
      await claim.release()
    }
    await session.close()
  },
  'two sessions never hold a claim at once, nor does one session twice': async (store) => {
    const sessions = await Promise.all([1, 2, 3].map(() => store.open({ readOnly: false })))
    let holders = 0
    let most = 0
    let turns = 0
    await Promise.all(
      [...sessions, ...sessions].map(async (session) => {
        for (let round = 0; round < 5; round++) {
          const claim = await session.claim(id)
          most = Math.max(most, ++holders)
          turns++
          await sleep(1)
          holders--
          await claim.release()
        }
      }),
    )
    assert.deepEqual([most, turns], [1, 30])
    await Promise.all(sessions.map((session) => session.close()))
  },
  'claims on different things do not wait for each other': async (store) => {
    const session = await store.open({ readOnly: false })
    const claims = await Promise.all(['a', 'b', 'c'].map((name) => session.claim(digestOf(name))))
    assert.deepEqual(
      claims.map(({ waited }) => waited),
      [false, false, false],
    )
    await session.close()
  },
  'waiting for a claim ends when it is called off': async (store) => {
    const session = await store.open({ readOnly: false })
    const claim = await session.claim(id)
    const controller = new AbortController()
    const waiting = session.claim(id, controller.signal)
    setTimeout(() => controller.abort(), 20)
    await assert.rejects(waiting, { name: 'AbortError' })
    await claim.release()
    assert.equal((await session.claim(id)).waited, false)
    await session.close()
  },
  'closing a session releases its claims': async (store) => {
    const [first, second] = [await store.open({ readOnly: false }), await store.open({ readOnly: false })]
    await first.claim(id)
    const waiting = second.claim(id)
    await sleep(10)
    await first.close()
    assert.equal((await waiting).waited, true)
    await second.close()
  },
  'a read-only session gets claims that hold nothing': async (store) => {
    const writing = await store.open({ readOnly: false })
    const held = await writing.claim(id)
    const session = await store.open({ readOnly: true })
    const claim = await session.claim(id)
    assert.equal(claim.waited, false)
    await claim.release()
    await held.release()
    await Promise.all([writing.close(), session.close()])
  },
}
