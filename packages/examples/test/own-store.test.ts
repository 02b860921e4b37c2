import { setTimeout as sleep } from 'node:timers/promises'
import { memoryStore, run } from 'stagewright'
import { data, digits } from '../src/digits/experiment'
import { provingStore, runningOn } from '../src/docs/own-ports'
import type { KeyValueMap } from '../src/own-store/key-value-map'
import { keyValueStore } from '../src/own-store/key-value-store'

/** A map that is elsewhere: each call takes a while. */
const distantMap = (delayMs: number): KeyValueMap => {
  /** By what stands before the first slash. */
  const kinds = new Map<string, Map<string, Uint8Array>>()
  const kindOf = (key: string): Map<string, Uint8Array> => {
    const kind = key.slice(0, key.indexOf('/'))
    const values = kinds.get(kind) ?? new Map<string, Uint8Array>()
    kinds.set(kind, values)
    return values
  }
  const travel = (): Promise<void> => sleep(delayMs * Math.random())
  return {
    get: async (key) => {
      await travel()
      return kindOf(key).get(key)
    },
    set: async (key, value) => {
      await travel()
      kindOf(key).set(key, value)
    },
    delete: async (key) => {
      await travel()
      kindOf(key).delete(key)
    },
    list: async (prefix) => {
      await travel()
      return [...kindOf(prefix).keys()].filter((key) => key.startsWith(prefix)).toSorted()
    },
  }
}

describe('a store over a map that is elsewhere', () => {
  provingStore(() => distantMap(1), test)

  it('is given to run as any other', async () => {
    const map = distantMap(1)
    expect((await runningOn(map)).ran).toBe(1)
    expect((await runningOn(map)).ran).toBe(0)
  })
})

describe('the digits, in a store over a map that is elsewhere', () => {
  const map = distantMap(1)
  const store = keyValueStore('elsewhere', map)
  const small = { ...data, perDigit: 12 }
  const runDigits = async (params: typeof data) => {
    const { ranking, election } = digits(params)
    const result = await run([ranking, election], { store })
    return { ...result, table: await result.value(ranking, 'table') }
  }

  it('run once, are reused by everybody, and run again as far as a change reaches', async () => {
    const cold = await runDigits(small)
    expect(cold.counts).toMatchObject({ ran: 50, failed: 0 })
    expect(cold.table).toEqual(await inMemory(small))

    const again = await runDigits(small)
    expect(again.counts).toMatchObject({ ran: 0, reused: 2, failed: 0 })
    expect(again.table).toEqual(cold.table)

    const changed = await runDigits({ ...small, seed: 8 })
    expect(changed.counts.reused).toBeGreaterThan(0)
    expect(changed.steps.find(({ stage }) => stage === 'loadImages')?.outcome).toBe('reused')
    expect(changed.steps.find(({ stage }) => stage === 'splitImages')).toMatchObject({
      outcome: 'ran',
      explanation: "parameter 'seed' changed from 7 to 8",
    })
    expect(changed.table).toEqual(await inMemory({ ...small, seed: 8 }))
  }, 60_000)
})

const inMemory = async (params: typeof data) => {
  const { ranking } = digits(params)
  return (await run(ranking, { store: memoryStore() })).value(ranking, 'table')
}
