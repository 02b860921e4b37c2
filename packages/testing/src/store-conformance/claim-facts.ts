import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Claim, takeClaim } from '@stagewright/core'
import { digestOf } from './example-trace.ts'
import type { Check } from './fact.ts'

const id = digestOf('claim')

export const claimFacts: Readonly<Record<string, Check>> = {
  'a claim that nobody holds is taken, again and again': async (store) => {
    const session = await store.open({ readOnly: false })
    for (let round = 0; round < 3; round++) {
      const claim = await session.claim(id)
      assert(claim.isTaken)
      assert.equal(claim.othersSaved, false)
      await claim.release()
      await claim.release()
    }
    await session.close()
  },
  'a claim that is held is not waited for: it says by whom, and tells when it is free': async (store) => {
    const [first, second] = [await store.open({ readOnly: false }), await store.open({ readOnly: false })]
    const claim = await takeClaim(first, id)
    for (const session of [first, second]) {
      const held = await session.claim(id)
      assert(!held.isTaken)
      assert.match(held.holder(), /\w/u)
      let isFree = false
      void held.freed.then(() => {
        isFree = true
      })
      await sleep(30)
      assert.equal(isFree, false)
    }
    const waiting = await second.claim(id)
    assert(!waiting.isTaken)
    await claim.release()
    await waiting.freed
    assert((await second.claim(id)).isTaken)
    await Promise.all([first.close(), second.close()])
  },
  'two sessions never hold a claim at once, nor does one session twice': async (store) => {
    const sessions = await Promise.all([1, 2, 3].map(() => store.open({ readOnly: false })))
    let holders = 0
    let most = 0
    let turns = 0
    await Promise.all(
      [...sessions, ...sessions].map(async (session) => {
        for (let round = 0; round < 5; round++) {
          const claim = await takeClaim(session, id)
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
  'a session that was alone keeps what it holds when another one comes, and others go on': async (store) => {
    const first = await store.open({ readOnly: false })
    await Promise.all(['a', 'b'].map((name) => takeClaim(first, digestOf(name))))
    const held = await takeClaim(first, id)
    const second = await store.open({ readOnly: false })
    let isTaken = false
    const waiting = takeClaim(second, id).then(() => {
      isTaken = true
    })
    await (await takeClaim(second, digestOf('c'))).release()
    await (await takeClaim(first, digestOf('d'))).release()
    await sleep(50)
    assert.equal(isTaken, false)
    await held.release()
    await waiting
    await Promise.all([first.close(), second.close()])
  },
  'claims on different things do not wait for each other': async (store) => {
    const session = await store.open({ readOnly: false })
    for (const name of ['a', 'b', 'c']) assert((await session.claim(digestOf(name))).isTaken)
    await session.close()
  },
  'closing a session frees its claims, and ends its waiting': async (store) => {
    const [first, second] = [await store.open({ readOnly: false }), await store.open({ readOnly: false })]
    await takeClaim(first, id)
    const [waiting, ending] = [await second.claim(id), await first.claim(id)]
    assert(!waiting.isTaken && !ending.isTaken)
    await sleep(10)
    await first.close()
    await Promise.all([waiting.freed, ending.freed])
    const claim: Claim = await takeClaim(second, id)
    await claim.release()
    await second.close()
  },
  'a read-only session gets claims that hold nothing': async (store) => {
    const writing = await store.open({ readOnly: false })
    const held = await takeClaim(writing, id)
    const session = await store.open({ readOnly: true })
    const claim = await session.claim(id)
    assert(claim.isTaken)
    assert.equal(claim.othersSaved, false)
    await claim.release()
    await held.release()
    await Promise.all([writing.close(), session.close()])
  },
}
