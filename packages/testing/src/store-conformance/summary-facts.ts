import assert from 'node:assert/strict'
import type { Store, StoreSession } from '@stagewright/core'
import { commitExample, digestOf } from './example-trace.ts'
import type { Check } from './fact.ts'
import { one } from './one.ts'

const name = digestOf('summary')
const most = 1_000_000
const writing = (store: Store): Promise<StoreSession> => store.open({ readOnly: false })

/** What another session reads now. */
const readAgain = async (store: Store): Promise<string | undefined> => {
  const session = await store.open({ readOnly: true })
  const text = session.summaries?.read(name, most)
  await session.close()
  return text
}

/** An execution, and a summary of what there is then. */
const begin = async (store: Store, text = 'all'): Promise<StoreSession> => {
  const session = await writing(store)
  await commitExample(session, [{ name: 'a', content: 'A' }])
  session.summaries?.write(name, [text])
  return session
}

/** Of stores that keep summaries. */
const where =
  (check: Check): Check =>
  async (store) => {
    const session = await writing(store)
    const keeps = session.summaries !== undefined
    await session.close()
    if (keeps) await check(store)
  }

export const summaryFacts: Readonly<Record<string, Check>> = {
  'a summary comes back whole, in this session and in others, until another one takes its place': where(
    async (store) => {
      const session = await begin(store, '')
      assert.equal(session.summaries?.read(name, most), '')
      const parts = Array.from({ length: 3000 }, (_, at) => `${at}: \u00e9\u4e2d\ud83d\ude00\n`)
      session.summaries?.write(name, parts)
      assert.equal(session.summaries?.read(name, most), parts.join(''))
      await session.close()
      assert.equal(await readAgain(store), parts.join(''))
      const other = await store.open({ readOnly: true })
      assert.equal(other.summaries?.read(digestOf('another'), most), undefined)
      await other.close()
    },
  ),
  'a summary is gone as soon as anything is committed': where(async (store) => {
    const session = await begin(store)
    await commitExample(session, [], { key: digestOf('key 2') })
    assert.equal(session.summaries?.read(name, most), undefined)
    await session.close()
    assert.equal(await readAgain(store), undefined)
  }),
  'no session sums up what it does not know of': where(async (store) => {
    const [first, second] = [await writing(store), await writing(store)]
    await commitExample(first, [], { key: digestOf('key 1') })
    second.summaries?.write(name, ['without the first'])
    await commitExample(second, [], { key: digestOf('key 2') })
    second.summaries?.write(name, ['without the first'])
    await Promise.all([first.close(), second.close()])
    assert.equal(await readAgain(store), undefined)
  }),
  'what is found in a summary, and what is only looked up, does not end it': where(async (store) => {
    const session = await begin(store)
    await session.close()
    for (let time = 0; time < 2; time++) {
      const other = await writing(store)
      assert.equal(other.summaries?.read(name, most), 'all')
      const order = (await one(other).head(digestOf('key')))?.order
      if (order !== undefined) other.summaries.note(order)
      await other.close()
    }
    assert.equal(await readAgain(store), 'all')
  }),
}
