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
      [...sessions, ...sessions].map(async (session, at) => {
        for (let round = 0; round < 5; round++) {
          const claim = await session.claim(id, { brief: at % 2 === 0 })
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
  'a brief claim that lasts is held as any other, and others go on': async (store) => {
    const [first, second] = [await store.open({ readOnly: false }), await store.open({ readOnly: false })]
    await Promise.all(['a', 'b'].map((name) => first.claim(digestOf(name), { brief: true })))
    const held = await first.claim(id, { brief: true })
    let isTaken = false
    const waiting = second.claim(id).then((claim) => {
      isTaken = true
      return claim
    })
    await (await second.claim(digestOf('c'), { brief: true })).release()
    await sleep(50)
    assert.equal(isTaken, false)
    await held.release()
    assert.equal((await waiting).waited, true)
    await Promise.all([first.close(), second.close()])
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
    const waiting = session.claim(id, { signal: controller.signal })
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
