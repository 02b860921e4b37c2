import { setTimeout as sleep } from 'node:timers/promises'
import { storeConformance } from '@stagewright/testing/store-conformance'
import type { KeyValueMap } from '../src/own-store/key-value-map'
import { keyValueStore } from '../src/own-store/key-value-store'

/** A map that is elsewhere: each call takes a while. */
const distantMap = (delayMs: number): KeyValueMap & { readonly calls: () => number } => {
  /** By what stands before the first slash. */
  const kinds = new Map<string, Map<string, Uint8Array>>()
  const kindOf = (key: string): Map<string, Uint8Array> => {
    const kind = key.slice(0, key.indexOf('/'))
    const values = kinds.get(kind) ?? new Map<string, Uint8Array>()
    kinds.set(kind, values)
    return values
  }
  let calls = 0
  const travel = async (): Promise<void> => {
    calls++
    await sleep(delayMs * Math.random())
  }
  return {
    calls: () => calls,
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
  const facts = storeConformance(async () => ({ store: keyValueStore('elsewhere', distantMap(1)) }))
  test.each(facts)('$title', ({ run: prove }) => prove())
})
